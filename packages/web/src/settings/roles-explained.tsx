import { roles } from "@dokly/contract";
import { Stack, Title } from "@mantine/core";
import { strings } from "../strings/index.ts";
import classes from "./settings-table.module.css";

const words = strings.settings.memberList;

/** What each role may do, from the most powerful down. */
export function RolesExplained() {
  return (
    <Stack component="section" gap="xs" px={{ base: "md", sm: "lg" }} aria-labelledby="roles-title">
      <Title order={3} id="roles-title">
        {words.rolesTitle}
      </Title>
      <dl className={classes["terms"]}>
        {roles.map((role) => (
          <div key={role}>
            <dt>{strings.app.roleNames[role]}</dt>
            <dd>{words.roles[role]}</dd>
          </div>
        ))}
      </dl>
    </Stack>
  );
}

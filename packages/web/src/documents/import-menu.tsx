import { Button, Menu } from "@mantine/core";
import { FileArchive, FileText, Folder, Upload } from "lucide-react";
import { type ChangeEvent, useRef } from "react";
import type { FileWithPath } from "../api/import-export.ts";
import { strings } from "../strings/index.ts";
import { filesOfInput } from "./chosen-files.ts";

const words = strings.documents;
const markdownFiles = ".md,.mdx,.markdown,text/markdown";
/** Not in React's types: lets an input choose a folder. */
const folderInput = { webkitdirectory: "" };

/** Choose what to import: a zip, files, or a folder. Dropping works everywhere on the page. */
export function ImportMenu({ onFiles }: { onFiles: (files: FileWithPath[]) => void }) {
  const zip = useRef<HTMLInputElement>(null);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const take = (event: ChangeEvent<HTMLInputElement>): void => {
    onFiles(filesOfInput(event.currentTarget.files));
    // The same file can be chosen again.
    event.currentTarget.value = "";
  };
  const hidden = { type: "file", hidden: true, onChange: take } as const;
  return (
    <>
      <input {...hidden} ref={zip} accept=".zip,application/zip" aria-label={words.importZip} />
      <input {...hidden} ref={files} accept={markdownFiles} multiple aria-label={words.importFiles} />
      <input {...hidden} {...folderInput} ref={folder} multiple aria-label={words.importFolder} />
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" leftSection={<Upload size={16} aria-hidden />}>
            {words.import}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<FileArchive size={16} aria-hidden />} onClick={() => zip.current?.click()}>
            {words.importZip}
          </Menu.Item>
          <Menu.Item leftSection={<FileText size={16} aria-hidden />} onClick={() => files.current?.click()}>
            {words.importFiles}
          </Menu.Item>
          <Menu.Item leftSection={<Folder size={16} aria-hidden />} onClick={() => folder.current?.click()}>
            {words.importFolder}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

import { createCredits, defineCatalog, migrateCredits, planWaysOn, shippedCatalog } from "@dokly/credits";
import { pgliteDatabase } from "@dokly/credits/pglite";
import { PGlite } from "@electric-sql/pglite";

// The worked examples of docs/billing.md, on a ledger whose clock is set by hand.
const time = { now: new Date() };
const clock = { business: () => time.now, deadlines: () => time.now };
const database = pgliteDatabase(await PGlite.create());
await migrateCredits(database);
const catalog = defineCatalog({ ...shippedCatalog, trial: { plan: "pro", days: 14 } });
const credits = createCredits({ database, catalog, clock });
const actor = "example";
const facts = { kind: "render", member: null, document: null, model: null, estimate: null, group: null, isDemo: false };
let keys = 0;
let workspace = "";

await begin("Resets of an anchor on 31 January", "free", "2027-01-31T09:00Z");
for (let month = 0; month < 5; month += 1) time.now = (await show("")).period.end;

await begin("An upgrade, and lowering and raising again", "free", "2027-01-10T08:00Z");
await spend(20n);
await show("20 spent");
await change({ plan: "starter", when: "now" }, "to Starter");
await change({ plan: "free", when: "now" }, "to Free by the operator");
await change({ plan: "starter", when: "now" }, "to Starter again");
await change({ plan: "pro", when: "now" }, "to Pro");

await begin("A downgrade, taken back and asked for again", "pro", "2027-01-10T08:00Z");
await change({ plan: "starter", when: "reset" }, "to Starter at the reset");
await change({ plan: "pro", when: "reset" }, "staying after all");
await change({ plan: "starter", when: "reset" }, "to Starter at the reset");
await goTo("2027-02-10T08:00Z");

await begin("A year is paid until 10 January 2028", "pro", "2027-01-10T08:00Z");
const notBefore = new Date("2028-01-10T08:00:00Z");
await change({ plan: "free", when: "reset", notBefore }, "cancelled in the first month");
await goTo("2027-12-24T00:00Z");
await goTo("2028-01-10T08:00Z");

await begin("A subscription starts in the middle of a period", "free", "2027-01-10T08:00Z");
const expiresAt = new Date("2027-06-30T00:00:00Z");
await credits.grant({ workspace, source: "top-up", credits: 30n, key: "paid", reason: "Top-up", actor, expiresAt });
await goTo("2027-01-25T12:00Z");
await change({ plan: "starter", when: "now", anchor: time.now }, "to Starter, anchored now");

await begin("A trial of Pro for 14 days", "free", "2027-01-20T08:00Z", true);
await spend(100n);
await goTo("2027-02-03T07:59Z");
await goTo("2027-02-03T08:00Z");

await begin("Unpaid at the reset, paid three days later", "pro", "2027-01-10T08:00Z");
await setUnpaid(new Date("2027-02-10T08:00:00Z"), "the renewal can not be charged");
await goTo("2027-02-10T08:00Z");
await spend(20n);
await goTo("2027-02-13T08:00Z");
await setUnpaid(null, "paid");

for (const spent of [20n, 100n]) {
  await begin(`The renewal fails an hour after the reset, ${spent} are spent`, "pro", "2027-01-10T08:00Z");
  await goTo("2027-02-10T08:00Z");
  await spend(spent);
  await goTo("2027-02-10T09:00Z");
  await setUnpaid(new Date("2027-02-10T08:00:00Z"), "declined");
  await setUnpaid(null, "paid by another card");
}

await begin("Ways on: 40 of 50 spent in ten days", "free", "2027-04-01T00:00Z");
await spend(40n);
await goTo("2027-04-11T00:00Z");
await compare(0n);
console.log("an action that needs 60 waits");
await compare(60n);

async function begin(title: string, plan: string, anchor: string, hasTrial = false): Promise<void> {
  console.log(`${keys === 0 ? "" : "\n"}${title}`);
  keys += 1;
  time.now = new Date(anchor);
  ({ workspace } = await credits.openWorkspace({ externalId: title, plan, hasTrial, actor }));
  if (!title.startsWith("Resets")) await show("opened");
}

async function spend(amount: bigint): Promise<void> {
  keys += 1;
  const request = {
    workspace,
    key: `${keys}`,
    fingerprint: "example",
    credits: amount,
    deadlineMs: 1_000,
    action: facts,
    actor,
  };
  const { hold } = await credits.placeHold(request);
  await credits.settleHold({ workspace, hold, charge: { credits: amount }, status: "succeeded", actor });
}

async function change(what: Omit<Parameters<typeof credits.changePlan>[0], "workspace" | "actor" | "key">, as: string) {
  keys += 1;
  const { granted } = await credits.changePlan({ workspace, actor, key: `${keys}`, ...what });
  await show(`${as}${granted > 0n ? `, ${granted} granted` : ""}`);
}

async function setUnpaid(from: Date | null, reason: string): Promise<void> {
  keys += 1;
  const unpaid = from === null ? null : { from, plan: "free" };
  const { reversed, restored, granted } = await credits.setUnpaid({ workspace, unpaid, reason, actor, key: `${keys}` });
  const figures = Object.entries({ "taken back": reversed, "given back": restored, granted });
  const moved = figures.filter(([, amount]) => amount > 0n).map(([name, amount]) => `, ${amount} ${name}`);
  await show(`${reason}${moved.join("")}`);
}

async function goTo(instant: string): Promise<void> {
  time.now = new Date(instant);
  await show(textOf(time.now));
}

async function show(moment: string) {
  const balance = await credits.getBalance({ workspace });
  const { plan, available, spent, period, nextPlan, nextPlanAt } = balance;
  const until = `${moment === "" ? "period" : "until"} ${moment === "" ? `${textOf(period.start)} – ` : ""}${textOf(period.end)}`;
  const next = nextPlan === null || nextPlanAt === null ? "" : `, then ${nextPlan} from ${textOf(nextPlanAt)}`;
  if (moment === "") console.log(`  ${until}`);
  else console.log(`  ${moment}\n    ${plan}: available ${available}, spent ${spent}, ${until}${next}`);
  return balance;
}

async function compare(needed: bigint): Promise<void> {
  const balance = await credits.getBalance({ workspace });
  const { missing, ways } = planWaysOn({ balance, pace: { credits: 40n, days: 10 }, needed, now: time.now, catalog });
  console.log(`  ${missing} are missing until ${textOf(balance.period.end)}`);
  for (const way of ways) {
    const what = {
      wait: `wait for ${way.credits}`,
      "top-up": `buy ${way.credits}`,
      upgrade: `upgrade, ${way.credits} more`,
    };
    const days = way.way === "wait" ? `, ${way.daysWithout} of ${way.days} days without` : "";
    const enough = way.isEnough ? "" : ", not enough";
    console.log(
      `  ${what[way.way]}: ${dollars(way.cents)} now, ${dollars(way.laterCents)} a month later${days}${enough}`,
    );
  }
}

function dollars(cents: bigint): string {
  return `$${(Number(cents) / 100).toFixed(2)}`;
}

function textOf(at: Date): string {
  return at.toISOString().slice(0, 16).replace("T", " ");
}

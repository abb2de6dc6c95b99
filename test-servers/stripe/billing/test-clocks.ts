import type Stripe from "stripe";
import { drawId, idOf } from "../ids.ts";
import type { FormReader } from "../wire/form-reader.ts";
import { invalidRequest, missingParameter } from "../wire/stripe-problem.ts";
import { nowOf, type World } from "../world.ts";
import { advance } from "./agenda.ts";

export function createTestClock(world: World, form: FormReader): Stripe.TestHelpers.TestClock {
  const frozen = form.integer("frozen_time");
  const name = form.text("name") ?? null;
  form.end();
  if (frozen === undefined) throw missingParameter("frozen_time");
  const created = nowOf(world, null);
  const clock = world.objects.add<"test_helpers.test_clock">({
    id: drawId("clock"),
    object: "test_helpers.test_clock",
    created,
    deletes_after: created + 30 * 86_400,
    frozen_time: frozen,
    livemode: false,
    name,
    status: "ready",
    status_details: {},
  });
  world.events.emit("test_helpers.test_clock.created", clock, created);
  return clock;
}

/** POST /v1/test_helpers/test_clocks/{id}/advance; by the time of the answer the clock is there. */
export function advanceTestClock(world: World, id: string, form: FormReader): Stripe.TestHelpers.TestClock {
  const clock = world.objects.get("test_helpers.test_clock", id);
  const to = form.integer("frozen_time");
  form.end();
  if (to === undefined) throw missingParameter("frozen_time");
  if (to <= clock.frozen_time) throw invalidRequest("A clock can only be advanced.", { param: "frozen_time" });
  world.events.emit("test_helpers.test_clock.advancing", clock, clock.frozen_time);
  advance(world, id, to);
  world.events.emit("test_helpers.test_clock.ready", clock, to);
  return clock;
}

/** Deletes a clock with its customers, and ends their subscriptions. */
export function deleteTestClock(world: World, id: string): { id: string; object: string; deleted: true } {
  world.objects.get("test_helpers.test_clock", id);
  for (const subscription of world.objects.all("subscription")) {
    if (idOf(subscription.test_clock) === id) world.objects.remove(subscription.id);
  }
  for (const customer of world.objects.all("customer")) {
    if (idOf(customer.test_clock) === id) world.objects.remove(customer.id);
  }
  world.objects.remove(id);
  return { id, object: "test_helpers.test_clock", deleted: true };
}

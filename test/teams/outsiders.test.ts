import { expect, it } from "vitest";
import { readMessage } from "../../src/bot/platforms/teams/incoming.js";
import { message, PERSON, PERSON_29, places } from "../kit/activities.js";
import { TENANT } from "../kit/fake-connector.js";

it.each([
  ["staff", {}],
  ["staff", { tenantId: TENANT.toUpperCase(), userRole: "user" }],
  ["guest", { userRole: "guest" }],
  ["guest", { tenantId: TENANT, properties: { userRole: "anonymous" } }],
  ["elsewhere", { tenantId: "0d0d0d0d-0000-4000-8000-000000000000" }],
  ["elsewhere", { properties: { tenantId: "0d0d0d0d-0000-4000-8000-000000000000" }, userRole: "user" }],
])("a sender is %s by role and tenant", (expected, over) => {
  const from = { id: PERSON_29, name: "山田 花子", aadObjectId: PERSON, ...over };
  const read = readMessage(message("2 順調", places.channel("17"), { from }), 0);
  expect(read?.who.outsider ?? "staff").toBe(expected);
});

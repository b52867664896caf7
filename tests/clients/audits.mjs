// The audits of GraphQL over HTTP, as JSON: [[id, name, verdict, reason]].
import { auditServer } from "graphql-http";

const found = await auditServer({ url: process.env.SITE });
const told = found.map(({ id, name, status, reason }) => [id, name, status, reason ?? ""]);
console.log(JSON.stringify(told));

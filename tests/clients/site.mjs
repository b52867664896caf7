// What the tests do with the site itself: plain requests, with the token of somebody who may do everything.
import { getIntrospectionQuery } from "graphql";

export const url = process.env.SITE;
const authorization = `Bearer ${process.env.TOKEN}`;

export async function post(query, variables = {}, headers = {}) {
  const body = JSON.stringify({ query, variables });
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
  const { data, errors } = await answer.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

export async function schema() {
  return post(getIntrospectionQuery());
}

async function act(mutation, variables) {
  const { done } = await post(mutation, variables, { authorization });
  if (done.code) throw new Error(JSON.stringify(done));
  return done;
}

// Save a text; its uid and etag. Of one that exists the etag must be given too.
export async function save(input, ifMatch = null) {
  return act(
    `mutation ($input: MissionTextInput!, $ifMatch: String) {
      done: saveMissionText(input: $input, ifMatch: $ifMatch) {
        ... on Saved { uid etag }
        ... on Problem { code message }
        ... on InvalidInput { fields { field code message } }
      }
    }`,
    { input, ifMatch },
  );
}

// Save a text, and publish it in some languages; its uid and etag.
export async function publish(input, locales, ifMatch = null) {
  const saved = await save(input, ifMatch);
  await act(
    `mutation ($uids: [ID!]!, $locales: [Locale!]!) {
      done: transition(uids: $uids, to: PUBLISHED, locales: $locales) { ... on Problem { code message } }
    }`,
    { uids: [saved.uid], locales },
  );
  return saved;
}

// The token of a preview of the whole site.
export async function preview() {
  const made = `mutation { done: createPreview { ... on PreviewMade { token } ... on Problem { code message } } }`;
  return (await act(made)).token;
}

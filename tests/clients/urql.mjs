// urql, with its normalised cache and the site's schema, as its documentation sets it up.
import { Client, fetchExchange } from "@urql/core";
import { cacheExchange } from "@urql/exchange-graphcache";
import { relayPagination } from "@urql/exchange-graphcache/extras";

// What has no id belongs to what it was found in: graphcache wants to be told so.
function embedded({ types }) {
  const plain = types.filter(({ fields }) => fields && !fields.some(({ name }) => name === "id"));
  return Object.fromEntries(plain.map(({ name }) => [name, () => null]));
}

export function connect(url, schema) {
  const cache = cacheExchange({
    schema,
    keys: embedded(schema.__schema),
    resolvers: { Query: { missionTexts: relayPagination() } },
  });
  const client = new Client({ url, exchanges: [cache, fetchExchange] });
  return {
    async ask(query, variables, headers = {}) {
      const context = { requestPolicy: "network-only", fetchOptions: { headers } };
      const { data, error } = await client.query(query, variables, context).toPromise();
      if (error) throw error;
      return data;
    },
    async cached(query, variables) {
      const { data } = await client.query(query, variables, { requestPolicy: "cache-only" }).toPromise();
      return data ?? null;
    },
  };
}

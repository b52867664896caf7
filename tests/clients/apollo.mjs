// Apollo Client, with its normalised cache, as its documentation sets it up.
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from "@apollo/client";
import { relayStylePagination } from "@apollo/client/utilities";

function possibleTypes(schema) {
  const abstract = schema.types.filter((type) => type.possibleTypes);
  return Object.fromEntries(abstract.map((type) => [type.name, type.possibleTypes.map((one) => one.name)]));
}

export function connect(uri, { __schema: schema }) {
  const missionTexts = relayStylePagination(["locale", "fallback", "filter", "order"]);
  const cache = new InMemoryCache({
    possibleTypes: possibleTypes(schema),
    typePolicies: { Query: { fields: { missionTexts } } },
  });
  const client = new ApolloClient({ cache, link: ApolloLink.from([new HttpLink({ uri })]) });
  return {
    async ask(query, variables, headers = {}) {
      const asked = { query, variables, fetchPolicy: "network-only", context: { headers } };
      return (await client.query(asked)).data;
    },
    async cached(query, variables) {
      return client.readQuery({ query, variables });
    },
  };
}

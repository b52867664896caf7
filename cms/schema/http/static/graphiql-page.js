"use strict";

const example = `# Ctrl-Enter runs a query.
# Ctrl-Space shows what can be asked.

query Example {
  site(locale: EN) {
    title
    locales
  }
  content(path: "/en") {
    ... on ContentRoute {
      content {
        title
        summary
        translations {
          locale
          path
          text
        }
        children(first: 5) {
          nodes {
            __typename
            title
            path
          }
        }
      }
    }
  }
  pages(locale: EN, first: 3, order: [{ publishedAt: DESC }]) {
    totalCount
    nodes {
      title
      tags {
        label
      }
    }
  }
}
`;

const place = document.getElementById("graphiql");

const fetcher = async (asked) => {
  const answer = await fetch(place.dataset.endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/graphql-response+json, application/json;q=0.9",
    },
    body: JSON.stringify(asked),
  });
  return answer.json();
};

ReactDOM.createRoot(place).render(
  React.createElement(GraphiQL, { fetcher, defaultQuery: example, shouldPersistHeaders: false }),
);

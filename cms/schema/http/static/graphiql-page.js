"use strict";

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

const show = (examples) => {
  const language = navigator.language.startsWith("nl") ? "nl" : "en";
  const defaultTabs = examples[language].map((query) => ({ query }));
  ReactDOM.createRoot(place).render(
    React.createElement(GraphiQL, { fetcher, defaultTabs, shouldPersistHeaders: false }),
  );
};

fetch(`${place.dataset.endpoint}/static/graphiql-examples.json`)
  .then((answer) => answer.json())
  .catch(() => ({ nl: [], en: [] }))
  .then(show);

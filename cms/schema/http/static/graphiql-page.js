"use strict";

const place = document.getElementById("graphiql");

const ask = (asked, headers, accept, signal) =>
  fetch(place.dataset.endpoint, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json", accept },
    body: JSON.stringify(asked),
    signal,
  });

const isSubscription = ({ operationName }, document) =>
  document?.definitions.some(
    (one) =>
      one.operation === "subscription" && (!operationName || one.name?.value === operationName),
  );

async function* results(asked, headers, signal) {
  const answer = await ask(asked, headers, "text/event-stream", signal);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const events = (rest + value).split("\n\n");
    rest = events.pop();
    for (const event of events) {
      if (event.startsWith("event: complete")) return;
      const data = event.split("\ndata: ")[1];
      if (data) yield JSON.parse(data);
    }
  }
}

// Stopping ends the request at once, not only when the next event comes.
const subscribe = (asked, headers) => {
  const leaving = new AbortController();
  const found = results(asked, headers, leaving.signal);
  const finished = { value: undefined, done: true };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      try {
        return await found.next();
      } catch (error) {
        if (leaving.signal.aborted) return finished;
        throw error;
      }
    },
    async return() {
      leaving.abort();
      return finished;
    },
  };
};

const fetcher = async (asked, { documentAST, headers } = {}) => {
  if (isSubscription(asked, documentAST)) return subscribe(asked, headers);
  const accept = "application/graphql-response+json, application/json;q=0.9";
  return (await ask(asked, headers, accept)).json();
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

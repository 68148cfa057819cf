// Starts GraphiQL on this host's /graphql and lends it the bar's token.
(function () {
  "use strict";

  const bar = window.duxueBar;
  const { createElement } = window.React;

  const DEFAULT_QUERY = `{
  experts(first: 5) {
    edges {
      node {
        number
        name
        specialities
      }
    }
  }
}
`;

  /** GraphiQL saves its tabs and history; here they live as long as the page does. */
  function memoryStorage() {
    const values = new Map();
    return {
      getItem: (key) => (values.has(key) ? values.get(key) : null),
      setItem: (key, value) => void values.set(key, String(value)),
      removeItem: (key) => void values.delete(key),
      clear: () => values.clear(),
      get length() {
        return values.size;
      },
    };
  }

  async function run(params) {
    const token = bar.token();
    const headers = {
      "content-type": "application/json",
      accept: "application/graphql-response+json, application/json;q=0.9",
    };
    if (token !== null) {
      headers.authorization = "Bearer " + token;
    }
    const response = await fetch("/graphql", {
      method: "POST",
      headers,
      body: JSON.stringify(params),
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
    });
    if (response.status === 401) {
      bar.refused(token);
    }
    const text = await response.text();
    try {
      return JSON.parse(text);
    } catch {
      return { errors: [{ message: "HTTP " + response.status + " · " + (text.slice(0, 500) || "no body") }] };
    }
  }

  const storage = memoryStorage();
  const root = window.ReactDOM.createRoot(document.getElementById("tool"));

  function render(token) {
    root.render(
      createElement(window.GraphiQL, {
        fetcher: run,
        // Without a token introspection would only be refused: `null` tells GraphiQL not to try, and
        // `undefined`, once a token is there, makes it ask.
        schema: token === null ? null : undefined,
        storage,
        defaultQuery: DEFAULT_QUERY,
        shouldPersistHeaders: false,
        showPersistHeadersSettings: false,
        isHeadersEditorEnabled: false,
        defaultEditorToolsVisibility: true,
      }),
    );
  }

  bar.onToken(render);
  render(bar.token());
})();

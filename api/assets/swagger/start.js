// Starts Swagger UI on this host's own OpenAPI description and lends it the bar's token.
(function () {
  "use strict";

  const bar = window.duxueBar;
  const here = window.location.origin;

  /** The token to send with a request, or null: another host and the token endpoint itself never get it. */
  function tokenFor(url) {
    const target = new URL(url, here);
    return target.origin === here && target.pathname !== "/oauth/token" ? bar.token() : null;
  }

  window.SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#tool",
    presets: [window.SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
    validatorUrl: null,
    persistAuthorization: false,
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    tryItOutEnabled: true,
    filter: true,
    requestInterceptor: (request) => {
      const token = tokenFor(request.url);
      if (token !== null) {
        request.headers.Authorization = "Bearer " + token;
      }
      return request;
    },
    responseInterceptor: (response) => {
      const target = new URL(response.url || here, here);
      if (response.status === 401 && target.origin === here && target.pathname !== "/oauth/token") {
        bar.refused(bar.token());
      }
      return response;
    },
  });
})();

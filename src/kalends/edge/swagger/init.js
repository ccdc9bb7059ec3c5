"use strict";

window.SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#doors",
  deepLinking: true,
  persistAuthorization: false,
  validatorUrl: null,
});

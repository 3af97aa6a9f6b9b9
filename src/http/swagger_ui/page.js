const contract = await (await fetch('/api/v1/openapi.json')).json();

// Swagger UI sends the example of each parameter unless it is emptied, also of those that exclude each other. What need not
// be given is told instead.
for (const operation of Object.values(contract.paths).flatMap((path) => Object.values(path))) {
    for (const parameter of operation.parameters ?? []) {
        if (parameter.required || parameter.example === undefined) continue;
        parameter.description = `${parameter.description ?? ''}\n\nExample: \`${parameter.example}\``.trim();
        delete parameter.example;
    }
}

window.ui = SwaggerUIBundle({ spec: contract, dom_id: '#swagger-ui', deepLinking: true, validatorUrl: 'none' });

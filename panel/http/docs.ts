/** `/api/docs`: the API to read and try, from files of ours only, so that the page needs no looser content policy. */
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { Router, static as files } from 'express';
import { API_BASE } from './openapi.js';

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>MooPanel API</title>
<link rel="stylesheet" href="/api/docs/assets/swagger-ui.css">
</head>
<body>
<div id="api"></div>
<script src="/api/docs/assets/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>
`;

const script = `SwaggerUIBundle({ url: '${API_BASE}/openapi.json', dom_id: '#api', deepLinking: true, validatorUrl: null });\n`;

export function docsRouter(): Router {
  const router = Router();
  const assets = join(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'), '..');
  router.get('/', (_req, res) => void res.type('html').send(page));
  router.get('/start.js', (_req, res) => void res.type('js').send(script));
  router.get('/assets/:file', (req, res, next) => {
    if (/^swagger-ui(-bundle)?\.(css|js)$/.test(req.params.file)) return next();
    res.sendStatus(404);
  });
  router.use('/assets', files(assets, { index: false, maxAge: '1d' }));
  return router;
}

/** The dashboard's files. Any other path is the dashboard's own address and gets its page. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Router, static as files } from 'express';
import { packageRoot } from '../../runtime/package-root.js';

export function webRouter(folder = join(packageRoot(), 'dist/web')): Router {
  const router = Router();
  const page = join(folder, 'index.html');
  router.use('/assets', files(join(folder, 'assets'), { immutable: true, maxAge: '1y', fallthrough: false }));
  router.use(files(folder, { index: false, maxAge: '1h' }));
  router.get(/.*/, (req, res, next) => {
    if (!req.accepts('html')) return next();
    if (!existsSync(page)) {
      res.status(503).type('text').send('The dashboard is not built yet: run "npm run build".\n');
      return;
    }
    res.set('Cache-Control', 'no-cache').sendFile(page);
  });
  return router;
}

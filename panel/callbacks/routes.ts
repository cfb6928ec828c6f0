import { Router } from 'express';
import type { PanelContext } from '../context.js';
export function callbackRouter(_panel: PanelContext): Router {
  return Router();
}

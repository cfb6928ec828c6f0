/** GET `/courses`. */
import { Router } from 'express';
import type { CoursesReply } from '../../contract/agent/courses.js';
import type { AgentContext } from '../context.js';
import { countCategories, countCourses, listCategories, listCourses } from '../moodle/reads/courses.js';
import { flag } from './flags.js';

export function coursesRouter({ site }: AgentContext): Router {
  const router = Router();
  router.get('/courses', async (req, res) => {
    const categories = flag(req, 'displaycategories') ? await listCategories(site) : undefined;
    const courses = flag(req, 'displaycourses') ? await listCourses(site) : undefined;
    const reply: CoursesReply = {
      number_of_categories: categories?.length ?? (await countCategories(site)),
      number_of_courses: courses?.length ?? (await countCourses(site)),
      categories,
      courses,
    };
    res.json(reply);
  });
  return router;
}

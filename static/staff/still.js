/* A wall at one moment, in miniature: its own page, scaled, standing still and holding no stream. It loads as it scrolls into
   view, and moves through its day by its own script. */
import {url} from './dom.js';
import {boxOf, frameIn} from './scaled.js';

const AGAIN = 1500, TRIES = 6;  // ms between tries where the server is busy with other pictures
const LOADING = 3;  // walls that load at a time, so that clicks of staff are answered meanwhile

const waiting = [];
let loading = 0;

/** Run tasks that load something, a few at a time, in the order in which they came. */
function enqueue(task) {
  waiting.push(task);
  next();
}
function next() {
  while (loading < LOADING && waiting.length) {
    loading += 1;
    waiting.shift()().catch(() => {}).finally(() => { loading -= 1; next(); });
  }
}

const near = new IntersectionObserver((entries) => {
  for (const {target, isIntersecting} of entries) {
    target.still.visible = isIntersecting;
    if (isIntersecting) target.still.update();
  }
}, {rootMargin: '200px'});

/** The address of a wall's page that stands still. */
export const stillAt = (path, at) => url(`${path}?at=${encodeURIComponent(at)}&speed=0`);

export class Still {
  /**
   * @param {string} path of the wall's page @param {string} name what is read in place of the picture
   * @param {Array<number>=} size of the display, in pixels
   */
  constructor(path, name, size = [1920, 1080]) {
    this.path = path;
    this.el = boxOf(size);
    this.frame = frameIn(this.el, {title: name, inert: true});
    this.el.still = this;
    this.visible = false;
    this.loaded = '';
    this.wanted = null;
    near.observe(this.el);
  }

  /** Show a moment of a day. @param {string} date as in `?at=` @param {number} ms epoch */
  show(date, ms) {
    this.wanted = {date, ms};
    if (this.visible) this.update();
  }

  /** Let go of the page; nothing is shown any more. */
  remove() {
    near.unobserve(this.el);
    this.wanted = null;
    this.el.remove();
  }

  update() {
    if (!this.wanted) return;
    if (this.loaded === this.wanted.date) this.move();
    else if (!this.queued) {
      this.queued = true;
      enqueue(() => this.load());
    }
  }

  move() {
    const view = this.frame.contentWindow;
    if (view && view.signage && view.signage.render && this.wanted) view.signage.render(this.wanted.ms);
  }

  async load() {
    this.queued = false;
    for (let tried = 1; tried <= TRIES && this.wanted; tried += 1) {
      const {date} = this.wanted;
      if (this.loaded === date) break;
      const done = new Promise((resolve) => this.frame.addEventListener('load', resolve, {once: true}));
      this.frame.src = stillAt(this.path, `${date}T12:00`);
      await done;
      const view = this.frame.contentWindow;
      if (view && view.signage && view.signage.render) this.loaded = date;
      else await new Promise((resolve) => setTimeout(resolve, AGAIN * tried));
    }
    this.move();
  }
}

/* Whether a message that is being written fits on the walls that it would reach: each is drawn with it, in a frame that nobody sees. */
import {t, tn} from './api.js';
import {el, fill, state, url} from './dom.js';
import {now} from './frame.js';
import {inspectMessages, source} from './inspect.js';
import {fetched, load} from './preflight.js';
import {clock, dayOf} from './when.js';

const MOST = 60;  // walls that are looked at; of more some of each kind
const CALM = 1200;  // ms without a change before walls are drawn
const NAMED = 3;

/** Width and height of a screen's display, or of one of its orientation, in CSS pixels. */
export function sizeOf(screen) {
  const display = screen && screen.displays.find((one) => one.size && one.size[0]);
  return display ? display.size.slice(0, 2) : screen && screen.orientation === 'portrait' ? [1080, 1920] : [1920, 1080];
}
/** The address of a screen as it is now, with a message that is not sent yet. */
export function glassOf(name, draft) {
  return url(`/staff/glass/${encodeURIComponent(name)}?draft=${draft}&at=${dayOf(now())}T${clock(now())}&speed=0`);
}

/** So many screens of a list, with as many kinds of them as there are. */
function sample(screens) {
  const seen = new Map(), order = screens.map((one) => {
    const kind = `${one.show} ${sizeOf(one)}`, number = seen.get(kind) || 0;
    seen.set(kind, number + 1);
    return [number, one];
  });
  return order.sort(([one], [other]) => one - other).slice(0, MOST).map(([, one]) => one);
}

export class Fits {
  /** @param {function(string)} show called with a wall's name where somebody wants to see it */
  constructor(show) {
    this.show = show;
    this.el = el('div', {class: 'msg__fit', role: 'status'});
    this.stopper = null;
    this.waiting = 0;
  }

  /** Forget what was found: the message is another one, or gone. */
  stop() {
    clearTimeout(this.waiting);
    if (this.stopper) this.stopper.abort();
    this.stopper = null;
    fill(this.el);
  }

  /** Look at walls with a message, once it has not changed for a moment. */
  look(screens, draft) {
    this.stop();
    this.waiting = setTimeout(() => this.run(screens, draft), CALM);
  }

  async run(screens, draft) {
    const some = sample(screens), bad = [], {signal} = this.stopper = new AbortController();
    const frame = el('iframe', {class: 'flying', title: t('The wall that is being looked at'), tabindex: '-1', 'aria-hidden': 'true', inert: true});
    this.el.append(frame);
    const words = el('div');
    this.el.append(words);
    for (const [number, screen] of some.entries()) {
      fill(words, el('span', {class: 'muted'}, t('Looking whether it fits: %(n)s of %(of)s', {n: number + 1, of: some.length})));
      [frame.width, frame.height] = sizeOf(screen);
      const found = await this.wrong(frame, glassOf(screen.name, draft)).catch(() => ({kind: 'failed'}));
      if (signal.aborted) return;
      if (found) bad.push(screen.name);
    }
    frame.remove();
    this.tell(words, screens.length, some.length, bad);
  }

  async wrong(frame, url) {
    const from = source(await fetched(url));
    await load(frame, url);
    return inspectMessages(frame.contentWindow, from);
  }

  tell(place, all, looked, bad) {
    if (bad.length) {
      const names = bad.slice(0, NAMED).map((name) => el('button', {class: 'link', type: 'button', onclick: () => this.show(name)}, name));
      fill(place, state('warn', 'warn', tn('Cannot be read whole on this wall: shorten it.', 'Cannot be read whole on %(n)s of %(of)s walls: shorten it.', looked, {n: bad.length, of: looked})), names);
      return;
    }
    const text = looked < all ? t('Fits on the %(n)s of %(all)s walls that were looked at.', {n: looked, all}) :
      tn('Fits on this wall.', 'Fits on all %(n)s walls.', all);
    fill(place, state('ok', 'check', text));
  }
}

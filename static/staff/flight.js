/* The panel of pre-flight: runs it for a chosen day, and lists what was found with a picture and a way there. */
import {get, t, tn} from './api.js';
import {byId, el, fill, icon, state} from './dom.js';
import {now} from './frame.js';
import {preflight} from './preflight.js';
import {clean, kindOf, sentence} from './preflight-words.js';
import {Still} from './still.js';

export class Flight {
  /** @param {Element} panel @param {{short: function(number): string, clock: function(number): string, go: function(string, number)}} page */
  constructor(panel, page) {
    this.panel = panel;
    this.page = page;
    this.screens = [];
    this.stopper = null;
    this.chosen = null;
    this.entries = new Map();
    byId('preflight-run').addEventListener('click', () => (this.stopper ? this.stop() : this.run()));
  }

  /** The day that is looked at when it is run next. @param {?Object} day */
  set day(day) {
    this.chosen = day;
    if (this.stopper || !day) return;
    fill(byId('preflight-title'), t('Pre-flight for %(day)s', {day: this.page.short(day.start)}));
    byId('preflight-run').disabled = !this.screens.length;
  }

  stop() { this.stopper.abort(); }

  async run() {
    const day = this.chosen, begun = performance.now(), found = [];
    this.stopper = new AbortController();
    fill(byId('preflight-run'), t('Stop'));
    fill(byId('preflight-found'));
    this.entries = new Map();
    fill(byId('preflight-clean'));
    const frame = el('iframe', {class: 'flying', title: t('The wall that is being looked at'), tabindex: '-1', 'aria-hidden': 'true', inert: true});
    this.panel.append(frame);
    let last = {screens: 0, moments: 0};
    const seen = (progress) => {
      last = progress;
      this.tell(progress, found.length);
    };
    try {
      for await (const one of preflight(this.screens, day, {frame, signal: this.stopper.signal, seen})) {
        found.push(one);
        this.add(day, one);
      }
      await this.addHints();
      this.done(found, last, Math.round((performance.now() - begun) / 1000), this.stopper.signal.aborted);
    } catch (error) {
      fill(byId('preflight-told'), error.message);
    } finally {
      frame.remove();
      this.stopper = null;
      fill(byId('preflight-run'), t('Run again'));
    }
  }

  /** One entry for each wall and kind: the first with a picture, the others behind it. */
  add(day, one) {
    const key = `${one.screen.path} ${one.kind}`, first = this.entries.get(key);
    if (!first) {
      const made = this.entry(day, one);
      this.entries.set(key, made);
      byId('preflight-found').append(made.item);
      return;
    }
    first.more.append(el('li', null, this.link(one, this.page.clock(one.at)), ' ', sentence(one)));
    const count = first.more.children.length;
    fill(first.summary, tn('1 more', '%(n)s more', count));
    first.rest.hidden = false;
  }

  entry(day, one) {
    const {screen, at} = one, still = new Still(screen.path, screen.name, screen.size), name = `${screen.name}, ${this.page.clock(at)}`;
    still.show(day.date, at);
    const summary = el('summary'), more = el('ul'), rest = el('details', {hidden: true}, summary, more);
    const words = el('div', null, el('b', null, name), el('div', {class: 'k'}, state('warn', 'warn', kindOf(one), true), this.link(one, t('Go there'))), el('p', null, sentence(one)), rest);
    return {item: el('li', null, still.el, words), summary, more, rest};
  }

  link({screen, at}, text) {
    const label = t('Go to %(name)s', {name: `${screen.name}, ${this.page.clock(at)}`});
    return el('button', {class: 'link', type: 'button', 'aria-label': label, onclick: () => this.page.go(screen.path, at)}, text);
  }

  /** What layout and agenda disagree about, which no wall shows. */
  async addHints() {
    const {hints} = await get('time/hints');
    if (!hints.length) return;
    const told = hints.map(({what, hint, path}) => el('li', null, el('b', null, path), el('p', null, hint ? `${what}; ${hint}` : what)));
    const many = tn('1 remark on layout and agenda', '%(n)s remarks on layout and agenda', hints.length);
    byId('preflight-found').append(el('li', null, el('details', null, el('summary', null, many), el('ul', null, told))));
  }

  tell({screens, moments}, count) {
    const looked = tn('%(n)s moments on 1 screen looked at;', '%(n)s moments on %(m)s screens looked at;', screens, {n: moments.toLocaleString(document.documentElement.lang), m: screens});
    fill(byId('preflight-told'), looked, ' ', el('b', null, tn('1 thing to see', '%(n)s things to see', count)));
  }

  done(found, last, seconds, aborted) {
    this.tell(last, found.length);
    const when = t('Looked at %(time)s in this browser, in %(n)s s.', {time: this.page.clock(now()), n: seconds});
    fill(byId('preflight-clean'), icon(aborted ? 'warn' : 'check'), el('span', null, aborted ? t('Stopped before the end.') : clean(found), ' ', when));
  }
}

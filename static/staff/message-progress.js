/* A message that was sent, display by display: how many show it, which do not and what to do there; ending it. */
import {get, send, t} from './api.js';
import {el, fill, icon, openDialog, state, url} from './dom.js';
import {now} from './frame.js';
import {boxOf, frameIn} from './scaled.js';
import {clock, dayOf, seconds, when} from './when.js';

const WHY = {
  offline: ['offline', () => t('Offline'), () => t('It cannot be reached. The wall may be dark or show an old page.'), () => t('Go there, or use the loudspeaker.')],
  hidden: ['hidden', () => t('Page hidden'), () => t('It has the message, but another window or another input of the TV covers the page.'), () => t('Have somebody bring the page to the front.')],
  covered: ['info', () => t('Below another takeover'), () => t('A newer takeover lies above this one.'), () => t('End the newer one if this is to be seen.')],
  not_shown: ['inbox', () => t('Received, not yet shown'), () => t('It has the message, but has not said that it is on the glass.'), () => t('Reload it. Nothing after 10 s: go there.')],
  '': ['clock', () => t('Sent, no answer yet'), () => t('It was sent there and has not answered yet.'), () => t('Wait some seconds. Nothing then: go there.')],
  never: ['never', () => t('Never opened'), () => t('No display has opened this screen.'), () => t('Go there, or use the loudspeaker.')]
};

export class Progress {
  constructor(page, place, id) {
    Object.assign(this, {page, place, id, item: null, drawn: '', busy: false});
    fill(place, el('p', {class: 'muted msg__loading'}, t('One moment…')));
    this.update();
    this.timer = setInterval(() => this.tick(), 250);
  }

  async update() {
    const known = this.page.notices.find((one) => one.id === this.id);
    const item = known && known.displays.length ? known : await get(`notices/${this.id}`).catch((error) => ({error}));
    if (this.removed) return;
    if (item.error) { if (item.error.status === 404) fill(this.place, el('p', {class: 'muted msg__loading'}, item.error.message)); return; }
    this.item = item;
    this.draw();
  }
  remove() {
    this.removed = true;
    clearInterval(this.timer);
    if (this.seen) this.seen.remove();
  }

  /* What is known. */

  get isOver() { return !['on_air', 'scheduled'].includes(this.item.state); }
  get start() { return Math.max(Date.parse(this.item.sent), Date.parse(this.item.from || this.item.sent)); }
  took(display) { return display.shown ? Math.max(0, (Date.parse(display.shown) - Math.max(this.start, Date.parse(display.sent || 0) || 0)) / 1000) : null; }
  rows() {
    const {item} = this, screens = [...new Set([...item.reach, ...item.displays.map((one) => one.screen)])];
    const has = (one) => one.shown && (['shown', 'cleared'].includes(one.state) || one.why === 'covered');
    return screens.map((name) => {
      const displays = item.displays.filter((one) => one.screen === name), missing = displays.filter((one) => !has(one));
      return {name, displays, done: displays.length > 0 && !missing.length, why: displays.length ? (missing[0] || {}).why : 'never', told: item.told[name], display: missing[0] || displays[0],
        took: Math.max(...displays.map((one) => this.took(one) || 0))};
    });
  }

  /* What moves by itself. */

  tick() {
    if (!this.item) return;
    const since = this.place.querySelector('[data-since]');
    if (since && !this.isOver) since.textContent = seconds(Math.max(0, Math.floor((now() - this.start) / 1000))).replace('.0', '');
    const back = this.place.querySelector('[data-back]'), left = Math.ceil((Date.parse(this.item.take_back_until) - now()) / 1000);
    if (back && (left <= 0) !== back.hidden) { back.hidden = left <= 0; this.drawn = ''; this.draw(); }
    if (back && left > 0) fill(back.querySelector('span'), t('Take it back (%(seconds)s s)', {seconds: left}).replace(/ (?=\S+\)$)/, '\u00a0'));
  }

  draw() {
    const {item} = this, rows = this.rows();
    const key = JSON.stringify([item.state, item.title, item.until, rows.map((one) => [one.name, one.done, one.why, one.told, one.took, one.displays.map((display) => display.state)]), this.busy, now() > Date.parse(item.take_back_until)]);
    if (key === this.drawn || this.place.querySelector('.no :focus') && this.place.querySelector('.no :active')) return;
    this.drawn = key;
    const done = rows.filter((one) => one.done).sort((one, other) => one.took - other.took), settled = now() > Date.parse(item.take_back_until);
    const missing = rows.filter((one) => !one.done).sort((one, other) => !!one.told - !!other.told || (one.why === 'never') - (other.why === 'never') || Date.parse((one.display || {}).at || 0) - Date.parse((other.display || {}).at || 0));
    if (!this.parts) {
      this.parts = Object.fromEntries(['head', 'lead', 'since', 'seen', 'acts', 'rest'].map((name) => [name, el('div', {class: `msg__${name}`})]));
      const {head, lead, since, seen, acts, rest} = this.parts;
      fill(this.place, el('p', {class: 'msg__back'}, el('a', {href: '#'}, icon('left'), t('All messages'))), head, el('section', {class: 'msg__top'}, lead, since, seen, acts), rest);
    }
    fill(this.parts.head, this.band(rows));
    this.top(rows, done, missing);
    fill(this.parts.rest, settled && missing.length > 0 && !this.isOver && [
        el('h2', {class: 'msg__sub'}, t('Not confirmed'), el('span', null, missing.length), el('small', null, t('The longest silence first'))),
        el('ul', {class: 'no'}, missing.map((one) => this.card(one)))],
      done.length > 0 && !this.isOver && [
        el('h2', {class: 'msg__sub'}, t('Showing'), el('span', null, done.length), el('small', null, t('In the order in which they confirmed'))),
        el('ul', {class: 'yes'}, done.map((one) => el('li', null, this.mini(), el('p', null, one.name), state('ok', 'check', t('shown, %(time)s', {time: seconds(one.took)})))))]);
  }

  band(rows) {
    const {item} = this, drill = item.status !== 'actual', takeover = item.style === 'takeover';
    const words = this.isOver ? t('“%(title)s” is over', {title: item.title}) : item.state === 'scheduled' ? t('“%(title)s” comes at %(time)s', {title: item.title, time: when(item.from)}) : t('“%(title)s” is on the walls', {title: item.title});
    const kind = item.status === 'exercise' ? t('Exercise.') : item.status === 'test' ? t('Test.') : takeover && !item.clears ? t('Actual emergency.') : '';
    const until = item.until ? t(', until %(time)s', {time: when(item.until)}) : '';
    const told = {time: clock(Date.parse(item.sent), true), name: item.by, number: rows.length, until, screen: rows.length === 1 && rows[0].name};
    const line = rows.length === 1 ? t('Sent %(time)s by %(name)s to %(screen)s%(until)s.', told) : t('Sent %(time)s by %(name)s to %(number)s screens%(until)s.', told);
    return el('div', {class: `band${drill ? ' band--drill' : takeover && !item.clears && !this.isOver ? '' : ' band--calm'}`, role: 'status'}, icon(drill ? 'drill' : item.clears ? 'check' : takeover ? 'warn' : 'info'), el('b', null, words), el('span', null, `${kind} ${line}`));
  }

  top(rows, done, missing) {
    const {item} = this, settled = now() > Date.parse(item.take_back_until), times = done.map((one) => one.took), told = missing.filter((one) => one.told).length;
    const facts = [times.length && t('First wall %(time)s', {time: seconds(times[0])}), times.length > 2 && t('Half of them %(time)s', {time: seconds(times[Math.ceil(times.length / 2) - 1])}), times.length > 1 && t('Latest %(time)s', {time: seconds(times[times.length - 1])})].filter(Boolean);
    const gone = item.displays.filter((one) => one.shown), cleared = gone.filter((one) => one.state === 'cleared').length;
    const blocks = this.isOver ? gone.map((one) => (one.state === 'cleared' ? '' : 'x')).sort() :
      rows.slice().sort((one, other) => other.done - one.done).map((one) => (one.done ? '' : one.why === 'never' || !settled ? 'x' : 'b'));
    const {lead, since, seen, acts} = this.parts;
    fill(lead, el('p', {class: 'big', 'aria-live': 'polite'}, this.isOver ? cleared : done.length, ' ', el('em', null, t('of %(total)s', {total: this.isOver ? gone.length : rows.length})), ' ', this.isOver ? t('gone') : t('showing')),
        el('div', {class: 'ticks', 'aria-hidden': 'true'}, blocks.map((kind) => el('i', {class: kind}))),
        el('p', null, this.isOver ? t('Each wall says itself that it is gone.') : t('Confirmed by the page on each wall.'), ' ', !this.isOver && settled && missing.length > 0 && el('b', null, t('%(number)s not confirmed.', {number: missing.length})),  told > 0 && [' ', t('%(number)s told by people.', {number: told})]));
    fill(since, el('p', {class: 'muted'}, this.isOver ? t('Ended') : t('Since sent')), el('p', {class: 'big', 'data-since': true}, this.isOver ? when(item.ended || item.sent) : ''), facts.map((fact) => el('p', {class: 'muted'}, fact)));
    seen.hidden = this.isOver || !rows.length;
    if (!seen.hidden && (!this.seen || this.state !== item.title)) fill(seen, el('p', {class: 'muted'}, t('On the glass')), this.glass((done[0] || rows[0]).name));
    fill(acts, this.actions());
  }

  actions() {
    const {item, page} = this, may = page.mayspeak && (item.style !== 'takeover' || page.emergency);
    const report = el('a', {class: 'btn', href: `#${item.id}/report`}, t('Report'));
    if (this.isOver || !may) return report;
    const back = now() <= Date.parse(item.take_back_until);
    return [
      el('button', {class: 'btn btn--lg', type: 'button', 'data-back': true, 'data-key': 'back', hidden: !back, onclick: () => this.act(() => send('DELETE', `notices/${item.id}`))}, icon('undo'), el('span', null, t('Take it back'))),
      item.style === 'takeover' && !item.clears && [el('button', {class: 'btn btn--go btn--lg', type: 'button', 'data-key': 'clear', onclick: () => this.allClear()}, t('All clear…')), el('p', {class: 'hint'}, t('Tells every wall it is over.'))],
      !back && [el('button', {class: 'btn btn--lg', type: 'button', 'data-key': 'end', onclick: () => this.end()}, t('End')), el('p', {class: 'hint'}, t('Back to the agenda at once.'))],
      el('a', {class: 'btn', 'data-key': 'change', href: `#change-${item.id}`}, t('Change…')),
      item.until && el('button', {class: 'btn', type: 'button', 'data-key': 'renew', onclick: () => this.renew()}, t('An hour longer')), report];
  }

  card(one) {
    const [iconName, head, why, todo] = WHY[one.why] || WHY[''], display = one.display;
    const since = display && one.why === 'offline' ? t('%(what)s since %(time)s', {what: head(), time: when(display.at)}) : head();
    const tell = (kind) => () => this.act(() => send('POST', `notices/${this.id}/screens/${encodeURIComponent(one.name)}`, {state: kind}));
    const button = (kind, name, text) => el('button', {class: 'btn', type: 'button', 'data-key': `${kind} ${one.name}`, 'aria-pressed': String(!!one.told && one.told.state === kind), onclick: tell(kind)}, icon(name), text);
    return el('li', null, el('div', {class: 'row'}, el('div', {class: 'msg__mini msg__mini--none'}, icon(iconName)), el('div', null, el('h3', null, one.name), display && display.label && el('small', null, display.label), state('bad', iconName, since))),
      el('p', {class: 'why'}, why()), el('p', {class: 'do'}, one.told ? one.told.state === 'told' ? t('Told by voice, %(name)s %(time)s.', {name: one.told.by, time: when(one.told.at)}) : t('%(name)s is going there since %(time)s.', {name: one.told.by, time: when(one.told.at)}) : todo()),
      this.page.mayspeak && el('p', {class: 'bt'}, one.why === 'not_shown' && display && el('button', {class: 'btn', type: 'button', 'data-key': `reload ${one.name}`, onclick: () => this.act(() => send('POST', `displays/${display.id}/reload`))}, icon('again'), t('Reload')), button('told', 'speaker', t('Told by voice')), button('going', 'walk', t('Someone is going'))));
  }

  /** What a wall that confirmed shows, drawn small. */
  mini() {
    const {item} = this, kind = item.clears ? 'clear' : item.style;
    return el('div', {class: `msg__mini msg__mini--${kind}`, 'aria-hidden': 'true'}, item.status !== 'actual' && el('i'), el('b', {dir: 'auto'}, item.title));
  }

  /** One wall as it is now, at its true look: made once, for a frame that is moved loads anew. */
  glass(name) {
    if (!this.seen || this.state !== this.item.title) {
      if (this.seen) this.seen.remove();
      const screen = this.page.screens.find((one) => one.name === name), display = screen && screen.displays.find((one) => one.size && one.size[0]);
      this.seen = boxOf(display ? display.size.slice(0, 2) : [1920, 1080]);
      frameIn(this.seen, {src: url(`/staff/glass/${encodeURIComponent(name)}?at=${dayOf(now())}T${clock(now())}&speed=0`), title: t('%(name)s as it is now', {name}), inert: true});
      this.state = this.item.title;
    }
    return this.seen;
  }

  /* Acts. */

  async act(what) {
    this.busy = true;
    try {
      await what();
    } catch (error) {
      if (error.status) alertBox(error.message);
    } finally {
      this.busy = false;
    }
    await this.page.refresh();
    await this.update();
  }
  end() {
    confirmBox(t('End “%(title)s” on all its walls?', {title: this.item.title}), t('End'), () => this.act(() => send('DELETE', `notices/${this.id}`)));
  }
  renew() {
    const {title, text, texts, language, style, status, screens, from, issuer, place, until} = this.item;
    const later = new Date(Math.min(Date.parse(until) + 3600000, now() + 12 * 3600000 - 60000)).toISOString();
    this.act(() => send('PUT', `notices/${this.id}`, {title, text, texts, language, style, status, screens, from, issuer, place, until: later}));
  }
  allClear() {
    const ready = this.page.prepared.find((one) => one.id === 'all-clear'), words = ready ? ready.message : {title: '', text: '', texts: {}};
    const title = el('input', {class: 'in', id: 'clear-title', maxlength: 80, required: true, value: words.title}), text = el('input', {class: 'in', id: 'clear-text', maxlength: 240, value: words.text});
    const minutes = el('input', {class: 'in', id: 'clear-minutes', type: 'number', min: 1, max: 120, value: (ready && ready.minutes) || 10, required: true});
    const texts = Object.entries(words.texts || {}).map(([tag, one]) => [tag, el('input', {class: 'in', lang: tag, dir: 'auto', maxlength: 80, value: one.title, 'aria-label': tag}), one]);
    const dialog = openDialog(t('All clear'), el('form', {method: 'dialog', onsubmit: () => this.act(async () => {
      const sent = await send('POST', `notices/${this.id}/all-clear`, {title: title.value, text: text.value, minutes: Number(minutes.value), texts: Object.fromEntries(texts.filter(([, one]) => one.value.trim()).map(([tag, one, old]) => [tag, {title: one.value, text: old.text}]))});
      this.page.open(`#${sent.id}`);
    })},
    el('h2', null, t('All clear')), el('p', {class: 'hint hint--text'}, t('Takes the place of the message on the same walls.')),
    el('label', {class: 'lb', for: 'clear-title'}, t('Headline')), title, texts.map(([, one]) => one), el('label', {class: 'lb', for: 'clear-text'}, t('Text')), text,
    el('label', {class: 'lb', for: 'clear-minutes'}, t('For how many minutes')), minutes,
    el('div', {class: 'actions'}, el('button', {class: 'btn btn--go'}, t('Give the all-clear')), el('button', {class: 'btn', type: 'button', onclick: () => dialog.close()}, t('Cancel')))));
  }
}

function confirmBox(question, action, act) {
  const dialog = openDialog(question, el('form', {method: 'dialog', onsubmit: act}, el('h2', null, question),
    el('div', {class: 'actions'}, el('button', {class: 'btn btn--bad'}, action), el('button', {class: 'btn', type: 'button', onclick: () => dialog.close()}, t('Cancel')))));
}
function alertBox(text) {
  openDialog(text, el('form', {method: 'dialog'}, el('p', {role: 'alert'}, text), el('div', {class: 'actions'}, el('button', {class: 'btn'}, t('Close')))));
}

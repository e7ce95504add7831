/* Writing a message: words in each language, where, how, until when; what a wall looks like with it, whom it reaches, and sending. */
import {send, t, tn} from './api.js';
import {presence} from './display.js';
import {el, fill, icon, openDialog, state} from './dom.js';
import {Fits, glassOf, sizeOf} from './fits.js';
import {now} from './frame.js';
import {holdButton} from './hold.js';
import {blank, fromPrepared, fromSent, messageOf, untilOf} from './message-values.js';
import {boxOf, frameIn} from './scaled.js';
import {fromField, lasting, toField, when} from './when.js';

const LANGUAGES = ['ar', 'de', 'en', 'es', 'fr', 'he', 'it', 'ja', 'ko', 'nl', 'pl', 'pt', 'tr', 'zh', 'zh-Hant'];
const MINUTES = [15, 30, 60, 120, 240, 480, 720];
const GOOD_TITLE = 48, GOOD_TEXT = 80, MOST_TITLE = 80, MOST_TEXT = 240;
const LOOK = 350, KEEP = 1500;  // ms after a change

/** What a language calls itself, with a capital. */
function nameOf(tag) { const name = new Intl.DisplayNames([tag, 'en'], {type: 'language'}).of(tag); return name[0].toUpperCase() + name.slice(1); }

function segments(name, options, chosen, choose) {
  return el('div', {class: 'seg', role: 'radiogroup', 'aria-label': name}, options.map(([value, text, disabled]) =>
    el('label', null, el('input', {class: 'sr', type: 'radio', name, value, checked: value === chosen, disabled, onchange: () => choose(value)}), text)));
}
function field(text, control, count) {
  return el('div', {class: 'msg__field'}, el('label', {class: 'lb', for: control.id}, text, count), control);
}

export class Compose {
  constructor(page, place, preparedId, sent = null) {
    this.page = page;
    this.place = place;
    this.prepared = page.prepared.find((one) => one.id === preparedId) || null;
    this.languages = page.me.event.languages;
    this.main = this.languages[0];
    this.changing = sent;
    this.values = sent ? fromSent(sent, this.main) : this.prepared ? fromPrepared(this.prepared, this.main) : {...blank(this.main), ...(page.draft ? page.draft.message : {})};
    this.language = this.main;
    this.asked = 0;
    this.preview = null;
    this.sending = false;
    this.empty = true;
    this.build();
    this.changed(true);
  }

  message() { return messageOf(this.values, this.main, this.page.screens); }
  until() { return untilOf(this.values); }

  /* Building. */

  build() {
    const {values, page} = this, takeover = values.style === 'takeover';
    this.side = el('div', {class: 'msg__check'});
    this.tabs = el('div', {class: 'msg__tongues', role: 'tablist', 'aria-label': t('Languages')});
    this.adding = el('div', {class: 'msg__adding'});
    this.text = el('div', {class: 'msg__text', id: 'msg-words', role: 'tabpanel'});
    this.where = el('div');
    this.how = el('div');
    this.times = el('div', {class: 'msg__two'});
    this.more = el('div', {class: 'msg__two'});
    const title = this.changing ? t('Change “%(title)s”', {title: this.changing.title}) : this.prepared ? this.prepared.name : t('New message');
    fill(this.place, el('div', {class: 'msg__write'},
      el('p', {class: 'msg__back'}, el('a', {href: '#'}, icon('left'), t('All messages'))),
      el('h2', {class: 'msg__h'}, title, takeover && el('span', {class: 'st st--bad'}, icon('warn'), t('Takeover'))),
      el('div', {class: 'tabs'}, this.tabs, this.adding), this.text, this.where, this.how, this.times, this.more, !this.changing && this.keeping()), this.side);
    this.drawTabs();
    this.drawWords();
    this.drawWhere();
    this.drawHow();
    this.drawTimes();
    this.drawSide();
    if (!page.emergency && takeover) values.style = 'urgent';
  }

  drawTabs() {
    const tags = Object.keys(this.values.words);
    const missing = LANGUAGES.filter((tag) => !tags.includes(tag)).sort((one, other) => this.languages.includes(other) - this.languages.includes(one) || nameOf(one).localeCompare(nameOf(other)));
    const add = el('select', {class: 'msg__add', 'aria-label': t('Add a language'), onchange: () => {
      this.values.words[add.value] = {title: '', text: ''};
      this.language = add.value;
      this.drawTabs();
      this.drawWords(true);
    }}, el('option', {value: ''}, t('+ Language')), missing.map((tag) => el('option', {value: tag}, nameOf(tag))));
    fill(this.tabs, tags.map((tag) => el('button', {type: 'button', role: 'tab', id: `tab-${tag}`, 'aria-controls': 'msg-words', 'aria-selected': String(tag === this.language), tabindex: tag === this.language ? '0' : '-1',
      onclick: () => this.choose(tag), onkeydown: (event) => this.arrow(event, tags)}, nameOf(tag), this.values.words[tag].title.trim() && icon('check'))));
    fill(this.adding, tags.length < 6 && add);
  }
  choose(tag) { this.language = tag; this.drawTabs(); this.drawWords(true); }
  arrow(event, tags) {
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (!step) return;
    this.choose(tags[(tags.indexOf(this.language) + step + tags.length) % tags.length]);
    document.getElementById(`tab-${this.language}`).focus();
  }

  drawWords(focus) {
    const words = this.values.words[this.language], attributes = {lang: this.language, dir: 'auto', class: 'in'};
    const count = (value, good) => t('%(number)s of %(most)s', {number: [...value].length, most: good});
    const ofTitle = el('span'), ofText = el('span');
    const tell = () => { ofTitle.textContent = count(words.title, GOOD_TITLE); ofText.textContent = count(words.text, GOOD_TEXT); };
    const input = (name, made) => { made.addEventListener('input', () => { words[name] = made.value; tell(); this.changed(); }); return made; };
    const title = input('title', el('input', {...attributes, id: 'msg-title', value: words.title, maxlength: MOST_TITLE, autocomplete: 'off'}));
    const text = input('text', el('textarea', {...attributes, id: 'msg-body', rows: 2, maxlength: MOST_TEXT}, words.text));
    this.text.setAttribute('aria-labelledby', `tab-${this.language}`);
    fill(this.text, field(t('Headline'), title, ofTitle), field(t('Text'), text, ofText),
      this.language !== this.main && el('p', {class: 'hint'}, el('button', {class: 'link', type: 'button', onclick: () => this.drop()}, t('Remove this language'))));
    tell();
    title.addEventListener('blur', () => { if (this.place.contains(this.tabs)) this.marks(); });
    if (focus) title.focus();
  }
  marks() {
    for (const tab of this.tabs.querySelectorAll('[role="tab"]')) {
      const written = this.values.words[tab.id.slice(4)].title.trim(), mark = tab.querySelector('.ic');
      if (written && !mark) tab.append(icon('check'));
      if (!written && mark) mark.remove();
    }
  }
  drop() {
    delete this.values.words[this.language];
    this.choose(this.main);
    this.changed();
  }

  drawWhere() {
    if (this.changing) { fill(this.where, el('p', {class: 'hint hint--text msg__gap'}, t('It stays on its screens, and keeps its style. For others, send another one.'))); return; }
    const {values, page} = this, {where} = values;
    const floors = [...new Set(page.screens.map((one) => one.floor).filter(Boolean))].sort().reverse();
    const rooms = [...new Set(page.screens.map((one) => one.room).filter(Boolean))].sort();
    const modes = [['all', t('All screens')], ['floors', t('Floors'), !floors.length], ['rooms', t('Rooms'), !rooms.length], ['pick', t('Pick')]];
    const choose = (mode) => { values.where = mode; values.chosen = []; this.drawWhere(); this.changed(); document.querySelector(`input[value="${mode}"]`).focus(); };
    const box = (value, text, display) => el('label', {class: 'tick'}, el('input', {type: 'checkbox', checked: where === 'all' || values.chosen.includes(value), disabled: where === 'all', onchange: (event) => {
      values.chosen = event.target.checked ? [...values.chosen, value] : values.chosen.filter((one) => one !== value);
      this.changed();
    }}), el('span', null, text), display);
    const screens = page.screens.filter((one) => one.kind !== 'room');
    const groups = [...floors, ''].map((floor) => [floor, screens.filter((one) => (one.floor || '') === floor)]).filter(([, found]) => found.length);
    const rows = where === 'floors' ? el('div', {class: 'msg__ticks'}, floors.map((floor) => box(floor, floor))) :
      where === 'rooms' ? el('div', {class: 'msg__ticks'}, rooms.map((room) => box(room, room))) :
        groups.map(([floor, found]) => el('fieldset', {class: 'msg__floor'}, el('legend', null, floor || t('Elsewhere')), el('div', {class: 'msg__ticks'}, found.map((one) => box(one.name, one.name, presence(one))))));
    this.picked = el('span');
    const plan = el('div', {class: 'msg__plan'}, rows);
    fill(this.where, el('p', {class: 'lb msg__gap', id: 'msg-where'}, t('Where'), this.picked), segments(t('Where'), modes, where, choose),
      where === 'all' ? el('details', {class: 'msg__all'}, el('summary', null, t('Which these are')), plan) : plan);
  }

  drawHow() {
    const {values, page} = this;
    const style = (chosen) => {
      values.style = chosen;
      if (chosen === 'takeover' && (!values.minutes || values.minutes === '')) values.minutes = '120';
      if (chosen === 'takeover') values.from = '';
      this.drawTimes();
      this.drawSide();
      this.changed();
    };
    if (this.changing) { fill(this.how); return; }
    fill(this.how, el('div', {class: 'msg__two msg__gap'},
      el('div', null, el('p', {class: 'lb'}, t('Style')), segments(t('Style'), [['banner', t('Banner')], ['urgent', t('Urgent')], ['takeover', t('Takeover'), !page.emergency]], values.style, style)),
      el('div', null, el('p', {class: 'lb'}, t('Status')), segments(t('Status'), [['actual', t('Actual')], ['exercise', t('Exercise')], ['test', t('Test')]], values.status, (chosen) => { values.status = chosen; this.drawSide(); this.changed(); }))),
    el('p', {class: 'hint hint--text'}, page.emergency ? t('Exercise and test say so on the glass, in every language.') : t('A takeover needs the right “emergency”, which you do not have.')));
  }

  drawTimes() {
    const {values} = this, takeover = values.style === 'takeover';
    const from = el('select', {class: 'in', id: 'msg-from', onchange: () => { values.from = from.value ? toField(now() + 600000) : ''; this.drawTimes(); this.changed(); }},
      el('option', {value: ''}, t('Now')), !takeover && el('option', {value: 'at', selected: !!values.from}, t('At a time…')));
    const until = el('select', {class: 'in', id: 'msg-until', onchange: () => { values.minutes = until.value; if (until.value === 'at' && !values.until) values.until = toField(now() + 3600000); this.drawTimes(); this.changed(); }},
      [...new Set([...MINUTES, ...(values.minutes > 0 ? [Number(values.minutes)] : [])])].sort((one, other) => one - other)
        .map((minutes) => el('option', {value: minutes, selected: String(minutes) === String(values.minutes)}, t('%(time)s, in %(long)s', {time: when(new Date((values.from ? fromField(values.from) : now()) + minutes * 60000).toISOString()), long: lasting(minutes * 60000)}))),
      el('option', {value: 'at', selected: values.minutes === 'at'}, t('At a time…')), !takeover && el('option', {value: '', selected: values.minutes === ''}, t('Until it is removed')));
    const picker = (name) => el('input', {class: 'in', type: 'datetime-local', 'aria-label': name === 'from' ? t('From') : t('Until'), value: values[name], oninput: (event) => { values[name] = event.target.value; this.changed(); }});
    fill(this.times, el('div', {class: 'msg__gap'}, el('label', {class: 'lb', for: 'msg-from'}, t('From')), from, values.from && picker('from')),
      el('div', {class: 'msg__gap'}, el('label', {class: 'lb', for: 'msg-until'}, t('Until')), until, values.minutes === 'at' && picker('until')));
    const input = (name, text, hint) => field(text, el('input', {class: 'in', id: `msg-${name}`, value: values[name], maxlength: 60, placeholder: hint, oninput: (event) => { values[name] = event.target.value; this.changed(); }}));
    fill(this.more, takeover && [input('place', t('Where to gather'), ''), input('issuer', t('Who speaks'), this.page.me.name)]);
  }

  /* Prepared messages. */

  keeping() {
    const one = this.prepared;
    const say = (text) => fill(note, state('ok', 'check', text));
    const note = el('span', {role: 'status'});
    const keep = async (id, name, iconName) => {
      const {until, from, ...message} = this.message();
      const minutes = Number(this.values.minutes) || null;
      this.page.prepared = (await send('PUT', `notices/prepared/${id}`, {name, icon: iconName, message: {...message, until: null, from: null}, minutes})).prepared;
      say(t('Kept among the prepared messages.'));
      this.page.refresh();
    };
    const fail = (error) => fill(note, state('bad', 'err', error.details.map((detail) => `${detail.field}: ${detail.issue}`).join('; ') || error.message));
    const asNew = () => {
      const name = el('input', {class: 'in', id: 'prepared-name', maxlength: 60, value: this.message().title, required: true});
      const dialog = openDialog(t('Keep as a prepared message'),
        el('form', {method: 'dialog', onsubmit: () => keep(`own-${Math.random().toString(36).slice(2, 10)}`, name.value, 'info').catch(fail)},
          el('h2', null, t('Keep as a prepared message')), field(t('Name'), name),
          el('div', {class: 'actions'}, el('button', {class: 'btn btn--go'}, t('Keep')), el('button', {class: 'btn', type: 'button', onclick: () => dialog.close()}, t('Cancel')))));
    };
    const drop = async () => {
      this.page.prepared = (await send('DELETE', `notices/prepared/${one.id}`)).prepared;
      this.page.open('');
      this.page.refresh();
    };
    return el('p', {class: 'msg__keep'},
      one ? el('button', {class: 'btn', type: 'button', onclick: () => keep(one.id, one.name, one.icon).catch(fail)}, t('Save this prepared message')) : el('button', {class: 'btn', type: 'button', onclick: asNew}, t('Keep as a prepared message…')),
      one && (!one.shipped || one.changed) && el('button', {class: 'btn', type: 'button', onclick: () => drop().catch(fail)}, one.shipped ? t('As it was at first') : t('Remove')), note);
  }

  /* Looking and sending. */

  /** Something was written or chosen: look at it anew, and keep it. */
  changed(first) {
    clearTimeout(this.looking);
    this.looking = setTimeout(() => this.look(), first ? 0 : LOOK);
    if (first || this.prepared || this.changing) return;
    clearTimeout(this.keep);
    this.keep = setTimeout(() => this.keepDraft(), KEEP);
  }
  /** The server is back, or the session: what it could not be asked meanwhile, and could not keep. */
  back() { this.changed(); }
  async keepDraft() {
    const kept = await send('PUT', 'notices/draft', {message: this.values}).catch(() => null);
    if (kept) { this.page.draft = kept; this.page.draw(); }
  }

  async look() {
    const mine = ++this.asked, message = this.message();
    const asked = message.title.trim() ? message : {...message, title: '–'};
    if (asked.screens && !asked.screens.length) { this.preview = null; this.problem = ''; this.drawReach(); return; }
    try {
      const found = await send('POST', 'notices/preview', asked);
      if (mine !== this.asked) return;
      this.preview = found;
      this.problem = found.issues.map((one) => one.issue).join('; ');
    } catch (error) {
      if (mine !== this.asked) return;
      this.problem = error.details.map((one) => `${one.field}: ${one.issue}`).join('; ') || error.message;
    }
    this.empty = !message.title.trim();
    this.drawReach();
  }

  drawSide() {
    this.wall = el('select', {class: 'in msg__wall', 'aria-label': t('Preview on'), onchange: () => this.drawWall()});
    this.number = el('span', {class: 'n muted'});
    this.glass = el('div', {class: 'msg__glass'});
    if (this.fits) this.fits.stop();
    this.fits = new Fits((name) => { this.wall.value = name; this.drawWall(); });
    this.fitted = '';
    this.reach = el('div', {class: 'reach', 'aria-live': 'polite'});
    this.action = el('div');
    this.short = el('p', {class: 'msg__short', 'aria-hidden': 'true'});  // on a phone, where the button is and the reach may be out of sight
    const step = (by) => () => { const {length} = this.wall.options; if (length) { this.wall.selectedIndex = (this.wall.selectedIndex + by + length) % length; this.drawWall(); } };
    fill(this.side, el('div', {class: 'row msg__steps'}, el('h3', null, t('Preview')), this.wall,
      el('button', {class: 'btn push', type: 'button', 'aria-label': t('Wall before'), onclick: step(-1)}, icon('left')), this.number,
      el('button', {class: 'btn', type: 'button', 'aria-label': t('Next wall'), onclick: step(1)}, icon('right'))),
    this.glass, this.fits.el, this.reach, el('div', {class: 'msg__send'}, this.short, this.action));
    this.drawn = '';
    if (this.preview) this.drawReach();
  }

  drawReach() {
    const {preview} = this, reach = preview ? preview.reach : {screens: [], online: [], on_return: [], never: []}, total = reach.screens.length;
    if (this.picked) this.picked.textContent = t('%(number)s of %(total)s picked', {number: total, total: Math.max(total, this.page.screens.length)});
    const before = this.wall.value;
    fill(this.wall, reach.screens.map((name) => el('option', {value: name, selected: name === before}, name)));
    const row = (kind, name, names, text, more) => names.length > 0 && el('li', null, state(kind, name, text), el('span', null, more));
    const more = (number) => t('and %(number)s more', {number});
    const some = (names) => names.slice(0, 3).join(', ') + (names.length > 3 ? ` ${more(names.length - 3)}` : '');
    fill(this.reach, el('p', {class: 'muted'}, t('It will reach')), el('p', {class: 'big'}, tn('1 screen', '%(number)s screens', total)),
      el('div', {class: 'ticks', 'aria-hidden': 'true'}, reach.online.map(() => el('i')), reach.on_return.map(() => el('i', {class: 'w'})), reach.never.map(() => el('i', {class: 'x'}))),
      el('ul', null, row('ok', 'check', reach.online, t('%(number)s showing now', {number: reach.online.length}), t('within about 2 s')),
        row('warn', 'offline', reach.on_return, t('%(number)s on return', {number: reach.on_return.length}), some(reach.on_return)),
        row('none', 'never', reach.never, t('%(number)s never opened', {number: reach.never.length}), some(reach.never))));
    const parts = [[reach.online, t('%(number)s showing now', {number: reach.online.length})], [reach.on_return, t('%(number)s on return', {number: reach.on_return.length})], [reach.never, t('%(number)s never opened', {number: reach.never.length})]];
    this.short.textContent = parts.filter(([names]) => names.length).map(([, text]) => text).join(', ');
    this.drawWall();
    this.drawFits(reach);
    this.drawAction(total);
  }

  drawWall() {
    const name = this.wall.value, {preview} = this;
    this.number.textContent = name ? t('%(number)s of %(most)s', {number: this.wall.selectedIndex + 1, most: this.wall.options.length}) : '';
    const key = preview && name ? `${name} ${preview.draft}` : '';
    if (key === this.drawn) return;
    this.drawn = key;
    if (!key) { fill(this.glass); return; }
    const screen = this.page.screens.find((one) => one.name === name);
    const box = boxOf(sizeOf(screen));
    frameIn(box, {src: glassOf(name, preview.draft), title: t('%(name)s with this message', {name}), inert: true});
    fill(this.glass, box);
  }

  /** Have every wall that it reaches looked at with these words, once for each of them. */
  drawFits(reach) {
    const key = this.empty || !this.preview ? '' : JSON.stringify([this.preview.draft, reach.screens]);
    if (key === this.fitted) return;
    this.fitted = key;
    if (!key) { this.fits.stop(); return; }
    const screens = reach.screens.map((name) => this.page.screens.find((one) => one.name === name && one.kind === 'screen')).filter(Boolean);
    this.fits.look(screens, this.preview.draft);
  }

  drawAction(total) {
    const {values} = this, takeover = values.style === 'takeover';
    const stops = this.empty ? t('Write a headline first.') : !total ? t('Choose where first.') : this.problem;
    const key = JSON.stringify([total, stops, values.style, values.status, this.until() && Math.floor(Date.parse(this.until()) / 60000)]);
    if (key === this.acted || this.action.querySelector('.is-held')) return;
    this.acted = key;
    const text = this.changing ? t('Change it on the walls') : tn('Send to 1 screen', 'Send to %(number)s screens', total);
    const problem = stops && el('p', {class: 'st st--warn msg__stop', role: 'status'}, icon('info'), el('span', null, stops));
    if (!takeover) {
      fill(this.action, problem, el('button', {class: 'btn btn--go btn--lg btn--wide', type: 'button', disabled: !!stops, onclick: () => this.send(total)}, text),
        el('p', {class: 'hint hint--text'}, t('Sent as %(name)s. It can be changed or removed at any time.', {name: this.page.me.name})));
      return;
    }
    const ends = this.until() ? when(this.until()) : '';
    const button = holdButton(this.changing ? t('Hold to change it on the walls') : tn('Hold to send to 1 screen', 'Hold to send to %(number)s screens', total), t('Two seconds. Let go to stop.'), () => this.send(total));
    button.disabled = !!stops;
    fill(this.action, problem, el('p', null, t('Covers every wall it reaches until you end it, or %(time)s.', {time: ends})), button,
      el('p', {class: 'hint'}, el('button', {class: 'link', type: 'button', disabled: !!stops, onclick: () => this.without(total)}, t('Send without holding…'))));
  }

  /** For those who cannot hold a key or a finger still: the number of screens in place of the time. */
  without(total) {
    const number = el('input', {class: 'in', id: 'send-number', inputmode: 'numeric', autocomplete: 'off', required: true, pattern: String(total)});
    const dialog = openDialog(t('Send without holding'),
      el('form', {method: 'dialog', onsubmit: (event) => { if (number.value.trim() === String(total)) this.send(total); else event.preventDefault(); }},
        el('h2', null, this.message().title), field(t('How many screens does it reach? (%(number)s)', {number: total}), number),
        el('div', {class: 'actions'}, el('button', {class: 'btn btn--bad'}, t('Send')), el('button', {class: 'btn', type: 'button', onclick: () => dialog.close()}, t('Cancel')))));
  }

  async send(total) {
    if (this.sending) return;
    this.sending = true;
    clearTimeout(this.keep);
    const message = this.message();
    try {
      const said = message.style === 'takeover' ? {...message, issuer: message.issuer || this.page.me.name} : message;
      const sent = this.changing ? await send('PUT', `notices/${this.changing.id}`, {...said, screens: this.changing.screens}) : await send('POST', 'notices', message.style === 'takeover' ? {...said, confirm: String(total)} : said);
      this.sent = true;
      if (!this.prepared && !this.changing) { this.page.draft = null; send('DELETE', 'notices/draft').catch(() => {}); }
      await this.page.refresh();
      this.page.open(`#${sent.id}`);
    } catch (error) {
      this.acted = '';
      await this.look();
      this.problem = error.details.map((one) => `${one.field}: ${one.issue}`).join('; ') || error.message;
      this.acted = '';
      this.drawAction(total);
    } finally {
      this.sending = false;
    }
  }

  remove() {
    this.fits.stop();
    clearTimeout(this.looking);
    clearTimeout(this.keep);
    if (!this.prepared && !this.changing && this.keep && !this.sent) this.keepDraft();
  }
}

/* The report on a message: how long it took to each wall, which were not reached, what was learned; for a spreadsheet, and for print. */
import {get, send, t, tn} from './api.js';
import {el, fill, icon, state, url} from './dom.js';
import {clock, seconds, when} from './when.js';

const WHY = {offline: () => t('offline'), hidden: () => t('page hidden'), covered: () => t('below another takeover'), not_shown: () => t('received, not shown'), '': () => ''};

export class Report {
  constructor(page, place, id) {
    Object.assign(this, {page, place, id});
    fill(place, el('p', {class: 'muted msg__loading'}, t('One moment…')));
    this.load();
  }
  async load() {
    const report = await get(`notices/${this.id}/report`).catch((error) => ({error}));
    if (this.removed) return;
    if (report.error) { fill(this.place, el('p', {class: 'muted msg__loading'}, report.error.message)); return; }
    this.draw(report);
  }
  remove() { this.removed = true; }

  draw(report) {
    const {times} = report, drill = report.status !== 'actual';
    const head = report.status === 'exercise' ? t('Exercise: %(title)s', {title: report.title}) : report.status === 'test' ? t('Test: %(title)s', {title: report.title}) : report.title;
    const line = report.ended ? tn('%(day)s, %(start)s to %(end)s. Sent by %(name)s to 1 screen.', '%(day)s, %(start)s to %(end)s. Sent by %(name)s to %(number)s screens.', times.screens, {day: when(report.sent).replace(/ ?\d+:\d+$/, ''), start: clock(Date.parse(report.sent), true), end: clock(Date.parse(report.ended), true), name: report.by}).replace(/^, /, '') :
      tn('On the walls since %(start)s. Sent by %(name)s to 1 screen.', 'On the walls since %(start)s. Sent by %(name)s to %(number)s screens.', times.screens, {start: clock(Date.parse(report.sent), true), name: report.by});
    const figure = (label, ...value) => el('div', null, el('p', {class: 'muted'}, label), el('p', {class: 'big'}, value));
    fill(this.place, el('p', {class: 'msg__back'}, el('a', {href: '#'}, icon('left'), t('All messages'))),
      el('div', {class: `band${drill ? ' band--drill' : ' band--calm'}`}, icon(drill ? 'drill' : 'info'), el('b', null, head), el('span', null, line)),
      el('section', {class: 'msg__figures'},
        figure(t('Showed it'), times.shown, ' ', el('em', null, t('of %(total)s', {total: times.screens})), ' ', tn('screen', 'screens', times.screens)),
        figure(t('Half of them after'), seconds(times.median_s) || '–'),
        figure(times.slowest ? t('Slowest, %(name)s', {name: times.slowest.screen}) : t('Slowest'), times.slowest ? seconds(times.slowest.seconds) : '–'),
        figure(t('Gone again after'), seconds(times.gone_s) || '–')),
      el('div', {class: 'msg__report'}, this.chart(report), this.aside(report)));
  }

  chart(report) {
    const most = Math.max(1, ...report.rows.map((row) => row.seconds || 0));
    const never = report.not_reached.filter((name) => !report.rows.some((row) => row.screen === name)).map((screen) => ({screen, seconds: null, why: 'never', label: ''}));
    const slow = (row) => row.seconds > 5 && row.seconds > 3 * (report.times.median_s || 0);
    return el('section', null, el('h2', {class: 'msg__sub'}, t('Time to the glass, by screen'), el('small', null, t('Slowest first'))),
      el('table', {class: 'msg__bars'}, el('caption', {class: 'sr'}, t('Time to the glass, by screen')), el('tbody', null, [...never, ...report.rows].map((row) => el('tr', null,
        el('th', {scope: 'row'}, row.label ? `${row.screen} (${row.label})` : row.screen), el('td', {class: 'n'}, row.seconds === null ? t('none') : seconds(row.seconds)),
        el('td', null, row.seconds === null ? state('bad', row.why === 'never' ? 'never' : 'offline', row.why === 'never' ? t('never opened') : `${t('not reached')}${row.why ? `: ${WHY[row.why]()}` : ''}`) :
          el('span', {class: slow(row) ? 'bar is-slow' : 'bar'}, bar(row.seconds / most))))))));
  }

  aside(report) {
    const before = report.before, save = el('p', {class: 'hint', role: 'status'});
    const learned = el('textarea', {class: 'in', id: 'learned', rows: 4, maxlength: 2000, disabled: !this.page.mayspeak, onchange: async () => {
      const kept = await send('PUT', `notices/${this.id}/learned`, {text: learned.value}).catch(() => null);
      save.textContent = kept ? t('Kept.') : t('Not kept: try again.');
    }}, report.learned);
    const row = (label, one, other) => el('tr', null, el('td', null, label), el('td', null, el('b', null, one)), el('td', null, other));
    const told = Object.entries(report.told);
    return el('aside', null,
      report.not_reached.length > 0 && [el('h2', {class: 'msg__sub'}, t('Not reached'), el('span', null, report.not_reached.length)), el('ul', null, report.not_reached.map((name) => el('li', {class: 'msg__missed'}, el('b', null, name), report.told[name] && el('small', null, report.told[name].state === 'told' ? t('told by voice, %(name)s', {name: report.told[name].by}) : t('%(name)s went there', {name: report.told[name].by})))))],
      told.length > 0 && el('p', {class: 'hint hint--text'}, t('%(number)s told by people, counted apart.', {number: told.length})),
      before && [el('h2', {class: 'msg__sub'}, t('Compared with')), el('table', {class: 'table msg__before'}, el('tbody', null,
        row('', t('This one'), when(before.sent)), row(t('Showed it'), t('%(number)s of %(total)s', {number: report.times.shown, total: report.times.screens}), t('%(number)s of %(total)s', {number: before.shown, total: before.screens})),
        row(t('Half of them after'), seconds(report.times.median_s) || '–', seconds(before.median_s) || '–'), row(t('Slowest'), report.times.slowest ? seconds(report.times.slowest.seconds) : '–', before.slowest ? seconds(before.slowest.seconds) : '–')))],
      el('div', {class: 'msg__gap'}, el('label', {class: 'lb', for: 'learned'}, t('What we learned')), learned, save),
      el('p', {class: 'msg__out'}, el('a', {class: 'btn btn--go btn--lg', href: url(`/staff/api/notices/${this.id}/report?format=csv`), download: true}, icon('download'), t('Export as CSV')),
        el('button', {class: 'btn btn--lg', type: 'button', onclick: () => print()}, icon('print'), t('Print or PDF'))));
  }
}

/** A bar whose length is a share of the cell: an SVG, for the policy allows no style attribute. */
function bar(share) {
  const space = 'http://www.w3.org/2000/svg', svg = document.createElementNS(space, 'svg'), rect = document.createElementNS(space, 'rect');
  svg.setAttribute('aria-hidden', 'true');
  rect.setAttribute('width', `${Math.max(1, 100 * share)}%`);
  rect.setAttribute('height', '100%');
  svg.append(rect);
  return svg;
}

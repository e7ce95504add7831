/* What a list says, in numbers: its rooms' cells or its board's rows as arrangement.js takes them (docs/page.md, "Lists"). */
(function (signage) {
  'use strict';
  var measure = signage.measure, all = signage.page.all, waiting = signage.due.waiting, step = signage.steps.step;
  var WAY = 1.43;  // an arrow's tile and its gap, in em of the name
  /** Scripts whose letters are high: their lines are, too. */
  var TALL = /[\u0600-\u08ff\u0900-\u109f\u1780-\u17ff]/;

  function first(selector, scope) { return scope.querySelector(selector); }
  function words(el) { return el ? el.textContent.trim() : ''; }

  /** What comes next as a text: `head` is the width of the time at its beginning, which is never cut. */
  function following(el) {
    var text = measure.read(el, 400), i;
    text.head = 0;
    for (i = 0; i < text.fixed; i++) { text.head += text.w[i] + text.space; }
    return text;
  }
  /** One room's cell as arrangement.js takes it. @param {?Element} template what is due of it */
  function cellOf(panel, template, group, kind) {
    var content = template ? template.content : panel, block = first('.rm', content) || first('.sign__b', content);
    var name = panel.whole || first('.cell__r', panel), floor = first('.cell__f', panel), label = first('.rm__u', content), way = first('.cell__n .way', panel), same;
    var cell = {el: panel, template, group, name: measure.read(name, 700), text: words(name), twin: false, way: way ? WAY : 0,
      strays: !!way && way.className !== group.arrow, floor: measure.em(words(floor), kind === 'signs' ? 600 : 400), floorText: measure.read(floor, kind === 'signs' ? 600 : 400),
      label: measure.figures(words(label), 400), lead: measure.figures(words(first('.rm__a', content)), 600), items: [], asked: [], many: false, idle: !block || block.classList.contains('rm--idle')};
    cell.until = measure.plain(words(label), 600, 'n');
    cell.until.head = 0;
    cell.items = all(kind === 'signs' ? '.sign__b' : '.rm__t', content).map(function (el) { return measure.read(el, 400); });
    cell.many = cell.items.length > 1;
    cell.isFree = kind === 'signs' && cell.items.length === 1 && !first('[data-session]', content);  // a word of ours
    cell.isTall = TALL.test([name, floor, content === panel ? null : content].map(words).join());
    cell.isRoom = !panel.classList.contains('cell--roomless');
    cell.next = following(first('.rm__x', content));
    if (kind === 'cells' && !cell.items.length) { cell.idle = false; }  // that it is free is all there is to tell: a word, where others wait below a hollow spine
    cell.who = !!first('.rm__x--who', content);
    same = block && block.classList.contains('rm--same');
    cell.foot = measure.join(cell.until, same ? measure.rest(cell.next) : cell.next);
    cell.foot.head = cell.until.all + cell.next.space + (same ? cell.next.head - cell.next.w[0] - cell.next.space : cell.next.head);
    return cell;
  }
  /** A cell as it was read before, if nothing of it is another: where a session begins or ends most rooms' cells stay. A copy of it, for
      an arrangement keeps in its cells what it works out. */
  function keptOf(panel, template, group, kind) {
    var key = [measure.kindOf(), kind, group.arrow, panel.getAttribute('data-revision')].join(), cell = template && template.cell;
    if (!cell || template.kept !== key || cell.el !== panel) {
      cell = cellOf(panel, template, group, kind);
      if (template) { template.cell = cell; template.kept = key; }
    }
    return Object.assign({}, cell, {group});
  }
  function groupOf(section) {
    var head = first('.ov__h', section), way = head && first('.way', head);
    return {el: head, arrow: way ? way.className : '', way: !!way, name: measure.read(head && first('.ov__f', head), 700),
      quiet: measure.read(head && first('.ov__f', head), 400), hint: measure.em(words(head && first('.ov__p', head)), 400), cells: []};
  }
  /** Rooms of one name are told apart by their floors. */
  function twins(groups) {
    var seen = {};
    groups.forEach(function (group) {
      group.cells.forEach(function (cell) {
        var key = '=' + cell.text, other = seen[key];
        if (other) { other.twin = cell.twin = true; }
        seen[key] = cell;
      });
    });
  }
  /** The list as arrange.js takes it. @param {number=} at the moment to come that it is of; none: now */
  function wallOf(list, at) {
    var kind = list.getAttribute('data-list'), view = list.closest('.tv'), style = getComputedStyle(list), unit = parseFloat(style.fontSize);
    var ratio = view.clientWidth / view.clientHeight, upright = ratio < 1, pad = upright ? 2.25 : 2.5, gap = upright ? 2 : 2.5, tall = false;
    var groups;
    measure.setFamily(style.fontFamily, view.classList.contains('is-half'));
    if (kind === 'rows') { return wallOfRows(list, {kind, pad, gap, upright, unit}, at); }
    groups = all('.fl', list).map(function (section) {
      var group = groupOf(section);
      all('[data-panel]', section).forEach(function (panel) {
        var template = waiting(panel, at)[0], cell;
        if (!template) { return; }  // that of sessions without a room, while there are none; what has no turn stays away
        cell = step(function () { return keptOf(panel, template, group, kind); });
        cell.group = group;
        tall = tall || cell.isTall;
        group.cells.push(cell);
      });
      return group;
    }).filter(function (group) { return group.cells.length; });
    twins(groups);
    return {kind, groups, pad, gap, width: list.clientWidth / unit - 2 * pad + gap, height: list.clientHeight / unit - 0.6,
      upright, half: view.classList.contains('is-half'), usual: Math.abs(Math.log((upright ? 1 / ratio : ratio) * 9 / 16)) < 0.1, tall: tall ? 1.14 : 1, unit};
  }

  /** A board: its foot is written first, in a copy, for it takes its height from the rows. */
  function wallOfRows(list, wall, at) {
    var state = signage.due.stateAt(signage.due.storeOf(list), at), due = state.due;
    wall.foot = signage.board.footOf(list).cloneNode(true);
    wall.height = signage.board.tell(list, wall.foot, due) / wall.unit - 0.6;
    wall.groups = signage.board.read(due);
    wall.told = state.told;
    wall.tracks = due.some(function (template) { return /tk-/.test(first('.row', template.content).className); });
    wall.most = +list.getAttribute('data-most') || 4;
    wall.tall = due.some(function (template) { return TALL.test(template.content.textContent); }) ? 1.14 : 1;
    wall.width = list.clientWidth / wall.unit - 2 * wall.pad + wall.gap;
    return wall;
  }

  signage.cells = {wallOf};
}(window.signage));

/* Lists on the glass: overviews, directories and boards (docs/page.md, "Lists"). What is due (due.js) is read (cells.js), arranged as a
   whole (arrangement.js), and a page of it is written where that says. */
(function (signage) {
  'use strict';
  var measure = signage.measure, arrangement = signage.arrangement, needs = signage.needs, all = signage.page.all;
  var waiting = signage.due.waiting, stateOf = signage.due.stateOf, wallOf = signage.cells.wallOf;
  var BIG = measure.BIG;
  var GROW = 1.02, TRIES = 4;  // where an engine breaks lines otherwise all is measured that much wider
  var GAIN = 1.1;  // of type, that is worth more than what comes next in no room
  var AHEAD = 100;  // ms between two cells that are made ahead of their turn
  var PLACES = ['is-beside', 'is-below', 'is-foot'];

  function first(selector, scope) { return scope.querySelector(selector); }
  function number(value) { return Math.floor(value * 1000) / 1000 + 'em'; }

  // ---- Writing. ----

  /** Take what is live out of a panel: all after its store, and what had moved to its name. */
  function clear(panel) {
    var store = first('template[data-due]', panel);
    while (store && store.nextSibling) { panel.removeChild(store.nextSibling); }
    all('.cell__n > .rm__u, .cell__n > .rm__a', panel).forEach(function (moved) { moved.parentNode.removeChild(moved); });
  }
  function copy(template) { return document.importNode(template.content, true); }
  function place(el, wall, thing) {
    el.style[wall.side] = number(wall.pad + thing.x);
    el.style.top = number(thing.y);
    el.style.width = number(thing.width);
    el.style.height = number(thing.height);
  }
  /** Cut, move and list what a copy of a cell's block holds, as its plan has it. @param {number} level of what comes next */
  function shape(live, thing, wall, plan, level) {
    var cell = thing.cell, z = plan.sizes, most = thing.most || BIG, shown = needs.shownOf(plan, cell), items = all(wall.kind === 'signs' ? '.sign__b' : '.rm__t', live);
    var width = (thing.k > 1 ? needs.listWidth(wall, plan, thing.k) : plan.width) / (cell.many ? z.item : z.title);
    items.slice(0, shown).forEach(function (el, i) {
      var lines = needs.mostOf(cell, i, most);
      if (!counted(el, cell.items[i], width, lines)) { measure.cut(el, cell.items[i], width, lines); }
    });
    if (items.length > shown) { fewer(items, shown, wall); }
    if (thing.k > 1) { listed(first('.rm__l', live), all('.rm__t', live), thing, wall, plan); }
    foot(live, thing, plan, level, wall.tall);
  }
  /** Of several sessions in one line of text those that it holds, and how many more: "Tides \u00b7 +3". @return {boolean} whether so */
  function counted(el, text, width, most) {
    var sessions = all('[data-session]', el), count = sessions.length, more;
    if (count < 2 || measure.lines(text, width, 0) <= most) { return false; }
    more = el.appendChild(document.createTextNode(''));
    while (count > 1) {
      count -= 1;
      el.removeChild(sessions[count]);
      while (more.previousSibling.nodeType === 3) { el.removeChild(more.previousSibling); }
      more.data = ' \u00b7 +' + signage.times.digits(sessions.length - count);
      if (measure.lines(measure.read(el, 400), width, 0) <= most) { return true; }
    }
    measure.cut(el, measure.read(el, 400), width, most);
    return true;
  }
  /** What comes next, in as many lines as there is room for, and the label before it where that stands there. */
  function foot(live, thing, plan, level, tall) {
    var cell = thing.cell, labelled = plan.place === 2 && !cell.idle, size = labelled ? plan.sizes.label : plan.sizes.next;
    var el = first('.rm__x', live), label = first('.rm__u', live), width = (plan.width + (thing.k - 1) * thing.step) / size;
    if (el && (level > 1 || level && cell.who)) { el.parentNode.removeChild(el); el = null; }
    if (labelled) { width -= cell.foot.head - cell.next.head + cell.next.space; }
    if (el) { measure.cut(el, cell.next, width, level ? 1 + Math.max(0, Math.floor(thing.spare / (size * 1.25 * tall))) : BIG); }
    if (labelled && label) { footed(label, el, live); }
  }
  /** "and 12 more" in place of the rest of a crowd. */
  function fewer(items, shown, wall) {
    items.slice(shown ? shown + 1 : 0).forEach(function (el) { el.parentNode.removeChild(el); });
    if (!shown) { return; }
    items[shown].textContent = wall.more.replace('%n', signage.times.digits(items.length - shown));
    ['data-session', 'lang', 'dir'].forEach(function (name) { items[shown].removeAttribute(name); });  // the words are ours
    items[shown].classList.add('rm__t--more');
  }
  /** A crowd's titles in lists side by side. */
  function listed(box, items, thing, wall, plan) {
    var high = needs.spread(wall, plan, thing.cell, thing.k, thing.most || BIG), y = BIG, list;
    box.classList.add('rm__l--lists');
    items.forEach(function (el, i) {
      if (y + thing.cell.heights[i] > high + 0.02) {
        list = document.createElement('div');
        list.className = 'rm__k';
        list.style.width = 100 / thing.k + '%';
        box.appendChild(list);
        y = 0;
      }
      list.appendChild(el);
      y += thing.cell.heights[i];
    });
  }
  /** The label before what comes next. */
  function footed(label, el, live) {
    if (!el) {
      el = document.createElement('p');
      el.className = 'rm__x';
      first('.rm', live).appendChild(el);
    }
    el.insertBefore(document.createTextNode(' '), el.firstChild);
    el.insertBefore(label, el.firstChild);
  }
  /** A name takes hyphens where its words fit no line, and ends in "\u2026" only where nothing else helps; the whole of it is kept. */
  function named(panel, thing, wall, plan) {
    var cell = thing.cell, name = first('.cell__r', panel), width = plan.width + (thing.k - 1) * thing.step, live;
    var em = needs.nameParts(plan, cell, width, thing.k > 1 ? 0 : plan.place, thing.k > 1).em, most = plan.trim ? needs.namesOf(plan, cell) : BIG - 1;
    if (!panel.whole && measure.lines(cell.name, em, BIG) <= most) { return; }
    panel.whole = panel.whole || name;
    live = panel.whole.cloneNode(true);
    if (plan.trim && measure.lines(cell.name, em, 0) > most) {
      measure.apart(live, cell.text, others(wall, cell), em, most);
    } else {
      measure.cut(live, cell.name, em, most);
    }
    name.parentNode.replaceChild(live, name);
  }
  /** The names of the other rooms. */
  function others(wall, cell) {
    var found = [];
    wall.groups.forEach(function (group) {
      group.cells.forEach(function (one) { if (one.text !== cell.text) { found.push(one.text); } });
    });
    return found;
  }
  /** What an arrangement has in a cell, made once. @return {{moved: !Array<!Element>, nodes: !Array<!Node>}} `moved`: to its name */
  function made(thing, wall, plan, level) {
    var panel = thing.cell.el, live, label, lead;
    if (thing.made) { return thing.made; }
    place(panel, wall, thing);
    named(panel, thing, wall, plan);
    panel.classList.toggle('cell--twin', thing.cell.twin);
    if (!thing.cell.template) { return (thing.made = {moved: [], nodes: []}); }
    live = copy(thing.cell.template);
    shape(live, thing, wall, plan, level);
    label = first('.rm > .rm__u', live);
    lead = thing.k > 1 && first('.rm__a', live);
    thing.made = {moved: [label, lead].filter(Boolean), nodes: []};
    thing.made.moved.forEach(function (el) { el.parentNode.removeChild(el); });
    if (label && plan.place === 2) { thing.made.moved.shift(); }  // idle: the hollow spine says it
    panel.classList.toggle('cell--lists', thing.k > 1);
    panel.classList.toggle('cell--strays', thing.cell.strays);
    panel.classList.toggle('cell--foot', plan.place === 2 && !thing.cell.idle);
    thing.made.nodes = [].slice.call(live.childNodes);
    return thing.made;
  }
  function fill(thing, wall, plan, level) {
    var panel = thing.cell.el, own = made(thing, wall, plan, level);
    clear(panel);
    own.moved.forEach(function (el) { first('.cell__n', panel).appendChild(el); });
    own.nodes.forEach(function (node) { panel.appendChild(node); });
  }
  /** Make what other pages have in their cells, the next one's first, one at a time and while nothing else is to be done: a turn then only puts it in. */
  function makeAhead(list, found, number) {
    var left = [];
    function next() {
      var one = list.found === found && left.shift();
      if (!one) { return; }
      made(one.thing, list.wall, one.page.plan, one.page.level);
      list.ahead = setTimeout(next, AHEAD);
    }
    found.pages.slice(number + 1).concat(found.pages.slice(0, number)).forEach(function (page) {
      page.things.forEach(function (thing) { if (thing.cell && !thing.made) { left.push({thing: thing, page: page}); } });
    });
    clearTimeout(list.ahead);
    list.ahead = setTimeout(next, AHEAD);
  }
  /** A copy of a group's heading. Its hint goes before it would be cut, and the tile where it goes on from another column. */
  function heading(list, thing, wall, plan) {
    var group = thing.group, el, name, hint, width = thing.width - (group.way && !thing.more ? needs.tile(plan) : 0);
    if (!group.el || !plan.heads) { return; }
    el = group.el.cloneNode(true);
    el.classList.add(thing.more ? 'ov__h--more' : 'ov__h--set');
    group.el.parentNode.appendChild(el);
    name = first('.ov__f', el);
    hint = first('.ov__p', el);
    if (hint && group.name.all * plan.sizes.room + (group.hint + 1) * plan.sizes.label > width) { el.removeChild(hint); }
    if (name) { measure.cut(name, group.name, width / plan.sizes.room, thing.lines); }
    place(el, wall, thing);
  }
  /** Take the copies of headings away. */
  function unset(list) { all('.ov__h--set,.ov__h--more', list).forEach(function (el) { el.parentNode.removeChild(el); }); }
  /** The classes and sizes of a list on a page, where they are others than on the one before. */
  function dress(list, wall, plan) {
    if (list.dressed === plan && list.classList.contains('is-set')) { return; }
    list.dressed = plan;
    list.className = list.plain + ' is-set ' + PLACES[plan.place] + (plan.heads ? ' has-heads' : plan.bare ? ' no-floors' : '') + (needs.isShort(plan) ? ' is-short' : '') + (wall.tall > 1 ? ' is-tall' : '') + (wall.tracks ? ' has-tracks' : '');
    Object.keys(plan.sizes).forEach(function (name) { list.style.setProperty('--' + name, plan.sizes[name].toFixed(3)); });
  }
  /** Show one page. */
  function write(list, wall, found, number) {
    var page = found.pages[number], plan = page.plan;
    if (wall.kind === 'rows') { dress(list, wall, plan); signage.board.write(list, wall, page); return; }
    unset(list);
    wall.groups.forEach(function (group) {
      group.cells.forEach(function (cell) { if (cell.el.classList.toggle('is-off', !on(page, cell))) { clear(cell.el); } });
    });
    dress(list, wall, plan);
    page.things.forEach(function (thing) {
      if (thing.cell) {
        fill(thing, wall, plan, page.level);
      } else {
        heading(list, thing, wall, plan);
      }
    });
  }
  function on(page, cell) { return page.things.some(function (thing) { return thing.cell === cell; }); }
  /** How many cells of the page pass their foot or their edge, read in one go. */
  function spilt(page) {
    return page.things.filter(function (thing) {
      var el = thing.cell && thing.cell.el, last = el && el.lastElementChild;
      if (el && el.classList.contains('row')) { return el.scrollHeight > el.clientHeight + 3 || el.scrollWidth > el.clientWidth + 2; }
      return last && (last.offsetTop + last.offsetHeight > el.clientHeight + 2 || el.scrollWidth > el.clientWidth + 2 || last.scrollHeight > last.clientHeight + 3);
    }).length;
  }

  // ---- When. ----

  /** Without an arrangement, as phones have it, everything stands in its order. */
  function flow(list) {
    list.className = list.plain;
    unset(list);
    all('.is-off', list).forEach(function (el) { el.classList.remove('is-off'); });
    (list.getAttribute('data-list') === 'rows' ? [list] : all('[data-panel]', list)).forEach(function (panel) {
      clear(panel);
      if (panel !== list) { loosen(panel); }
      panel.classList.toggle('is-off', panel !== list && !waiting(panel).length);
      waiting(panel).forEach(function (template) { panel.appendChild(copy(template)); });
    });
    list.pages = 1;
    list.page = 0;
  }
  /** Take back what an arrangement has made of a cell: a phone was turned. */
  function loosen(panel) {
    var name = first('.cell__r', panel);
    panel.removeAttribute('style');
    ['cell--lists', 'cell--foot', 'cell--strays'].forEach(function (one) { panel.classList.remove(one); });
    if (panel.whole && panel.whole !== name) { name.parentNode.replaceChild(panel.whole, name); }
  }
  /** What a list's arrangement depends on: the size of its place, the font, and what is due in it. */
  function keyOf(list) {
    var isBoard = list.getAttribute('data-list') === 'rows', box = isBoard ? list.parentElement : list;
    return [box.clientWidth, box.clientHeight, signage.fit.generation()].concat((isBoard ? [list] : all('[data-panel]', list)).map(function (panel) {
      var store = panel.store = panel.store || first('template[data-due]', panel);
      return store ? stateOf(store).id : panel.getAttribute('data-revision');
    })).join();
  }
  /** Show what is due in a list, on the page that has its turn. @param {!Element} list @param {number} turns so far */
  function show(list, turns) {
    var key = keyOf(list), tries = 0, before = list.shown, number;
    list.paged = list.clientHeight;
    list.plain = list.plain || list.className;
    if (!list.clientHeight) { return; }
    if (list.key !== key) {
      list.key = key;
      list.grown = 1;
      list.found = null;
      list.shown = before = -1;
      if (getComputedStyle(document.body).overflowY === 'auto') { flow(list); } else { find(list); }
      if (!list.found && list.getAttribute('data-list') === 'rows' && list.wall && !list.wall.groups.length) { flow(list); }  // no rows
    }
    if (!list.found) { return; }
    number = signage.fit.turnOf(turns, list.found.pages.length);
    while (number !== list.shown) {
      write(list, list.wall, list.found, number);
      list.shown = number;
      if (!spilt(list.found.pages[number]) || (tries += 1) > TRIES) { break; }
      list.grown *= GROW;
      find(list);
      number = signage.fit.turnOf(turns, list.found.pages.length);
      list.shown = -1;
    }
    if (list.wall.kind !== 'rows' && number !== before) { makeAhead(list, list.found, number); }
    list.pages = list.found.pages.length;
    list.page = number;
  }
  /** Find the arrangement of what is due in a list, as if all text were wider and higher by `grown`. */
  function find(list) {
    var wall = wallOf(list);
    wall.side = list.closest('[dir]').getAttribute('dir') === 'rtl' ? 'right' : 'left';
    wall.more = list.getAttribute('data-more') || '';
    wall.width /= list.grown;
    wall.height /= list.grown;
    list.wall = wall;
    list.found = arrangement.arrange(wall);
    if (wall.kind === 'rows') { leave(list, wall); } else { give(list, wall); }
    if (list.found && list.grown > 1) { scale(list.found, list.grown); }
  }
  /** What a board leaves out is told in a line, which takes some of its height. */
  function leave(list, wall) {
    function left() { return (wall.left || []).map(function (row) { return row.template; }).concat(wall.told); }
    var before = list.clientHeight;
    signage.board.leave(list, left());
    if (list.clientHeight < before) {
      wall.groups = signage.board.read(waiting(list));
      wall.height = (list.clientHeight / wall.unit - 0.6) / list.grown;
      list.found = arrangement.arrange(wall);
      signage.board.leave(list, left());
    }
  }
  /** What comes next in no room gives way where titles are cut, or type would be a step larger. */
  function give(list, wall) {
    var all = wall.groups, shown = list.found, found;
    function cut(one) { return one.pages.some(function (page) { return page.plan.cut; }); }
    function size(one) { return one.pages[0].plan.sizes.title; }
    function waits(cell) { return !cell.isRoom && cell.idle; }
    if (!shown || !shown.pages.some(function (page) { return page.plan.level; }) || !all.some(function (group) { return group.cells.some(waits); })) { return; }
    wall.groups = all.filter(function (group) { return !group.cells.some(waits); });
    found = arrangement.arrange(wall);
    if (!found || !cut(shown) && size(found) < GAIN * size(shown)) {
      wall.groups = all;
      list.found = arrangement.arrange(wall);
      return;
    }
    list.found = found;
    all.forEach(function (group) {
      group.cells.filter(waits).forEach(function (cell) { cell.el.classList.add('is-off'); clear(cell.el); });
    });
  }
  /** Back to the wall's own lengths. */
  function scale(found, by) {
    found.pages.forEach(function (page) {
      page.things.forEach(function (thing) { ['x', 'y', 'width', 'height'].forEach(function (name) { thing[name] *= by; }); });
    });
  }

  signage.lists = {show: show};
}(window.signage));

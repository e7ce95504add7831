/* Overviews and directories on the glass (docs/page.md, "Lists"): what a page has in its cells, made and laid out before its turn, so that
   that only shows cells: no layout of what is in them is to be found then. */
(function (signage) {
  'use strict';
  var measure = signage.measure, needs = signage.needs, all = signage.page.all, waiting = signage.due.waiting;
  var BIG = measure.BIG;
  var PAD = 0.35;  // below a cell's text
  var EMPTY = 2;  // lines that a number of sessions may leave

  function first(selector, scope) { return scope.querySelector(selector); }
  function number(value) { return Math.floor(value * 1000) / 1000 + 'em'; }

  /** Take what is live out of a panel: all after its store, and what had moved to its name. */
  function clear(panel) {
    var store = first('template[data-due]', panel);
    while (store && store.nextSibling) { panel.removeChild(store.nextSibling); }
    all('.cell__n > .rm__u, .cell__n > .rm__a, .cell__n > .sign__b', panel).forEach(function (moved) { moved.parentNode.removeChild(moved); });
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
    foot(live, thing, wall, plan, level);
  }
  /** Of several sessions in one line of text, all of one time, those that it holds, and how many more: "Tides \u00b7 +3". @return {boolean} whether so: not where that left lines empty */
  function counted(el, text, width, most) {
    var own = el.cloneNode(true), sessions = all('[data-session]', own), count = sessions.length, line = count && sessions[0].parentNode, more, n = BIG;
    if (count < 2 || all('.n:not(.rm__u)', el).length > 1 || measure.lines(text, width, 0) <= most) { return false; }
    more = line.appendChild(document.createTextNode(''));
    while (count > 1 && n > most) {
      count -= 1;
      line.removeChild(sessions[count]);
      while (more.previousSibling.nodeType === 3) { line.removeChild(more.previousSibling); }
      more.data = ' \u00b7 +' + signage.times.digits(sessions.length - count);
      n = measure.lines(measure.read(own, 400), width, 0);
    }
    if (n > most || n < most - EMPTY) { return false; }
    el.textContent = '';
    while (own.firstChild) { el.appendChild(own.firstChild); }
    return true;
  }
  /** Whether the label stands before what comes next. */
  function isLabelled(plan, cell) { return needs.placeOf(plan, cell) === needs.FOOT && !cell.idle; }
  /** The height of a line of what comes next. */
  function lineOf(plan, cell, tall) { return (isLabelled(plan, cell) ? plan.sizes.label : plan.sizes.next) * 1.25 * tall; }
  /** The lines that it has besides the first, where it is cut for want of room. */
  function spareLines(thing, plan, tall) { return Math.max(0, Math.floor(thing.spare / lineOf(plan, thing.cell, tall) + 0.01)); }
  /** What comes next, in as many lines as there is room for, and the label before it where that stands there. */
  function foot(live, thing, wall, plan, level) {
    var cell = thing.cell, labelled = isLabelled(plan, cell), size = labelled ? plan.sizes.label : plan.sizes.next;
    var el = first('.rm__x', live), label = first('.rm__u', live), width = needs.textWidth(wall, plan, thing.k) / size, full = width, lines;
    if (el && (level > 1 || level && cell.who)) { el.parentNode.removeChild(el); el = null; }
    if (labelled) { width -= cell.foot.head - cell.next.head + cell.next.space; }
    lines = level ? 1 + spareLines(thing, plan, wall.tall) : BIG;
    if (el && !counted(el, cell.next, width, lines)) { measure.cut(el, cell.next, width, lines, full); }
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
  /** A name as it stands in its cell: with hyphens where its words fit no line, and with "\u2026" at its end only where nothing else helps. */
  function nameOf(thing, wall, plan) {
    var cell = thing.cell, whole = cell.el.whole = cell.el.whole || first('.cell__r', cell.el), live;
    var em = needs.partsOf(wall, plan, cell, thing.k).em, most = plan.trim ? needs.trimmed(wall, plan, cell, em) : BIG - 1;
    if (measure.lines(cell.name, em, BIG) <= most) { return whole; }
    live = whole.cloneNode(true);
    if (cell.shortened) { live.textContent = cell.shortened.words; most = BIG - 1; }
    measure.cut(live, cell.shortened ? measure.read(live, 700) : cell.name, em, most);
    return live;
  }
  /**
   * What a page has in a cell, made once, before it is put there or as it is.
   * @return {{name: !Element, moved: !Array<!Element>, nodes: !Array<!Node>}} `moved`: behind the name
   */
  function made(thing, wall, page) {
    var plan = page.plan, live, label, lead, word;
    if (thing.made) { return thing.made; }
    live = copy(thing.cell.template);
    shape(live, thing, wall, plan, page.level);
    label = first('.rm > .rm__u', live);
    lead = (thing.k > 1 || needs.isLed(plan, thing.cell)) && first('.rm__a', live);
    word = needs.isAside(plan, thing.cell) && first('.sign__b', live);
    thing.made = {name: nameOf(thing, wall, plan), moved: [label, lead, word].filter(Boolean), nodes: []};
    thing.made.moved.forEach(function (el) { el.parentNode.removeChild(el); });
    if (label && needs.placeOf(plan, thing.cell) === needs.FOOT) { thing.made.moved.shift(); }  // idle: the hollow spine says it
    thing.made.nodes = [].slice.call(live.childNodes);
    return thing.made;
  }
  /** Say where the parts of a cell stand, as classes; `looks` of its panel is by their names what `loosen` takes back. */
  function looks(thing, wall, plan) {
    var cell = thing.cell, parts = needs.partsOf(wall, plan, cell, thing.k), lists = thing.k > 1, below = !lists && needs.placeOf(plan, cell) === needs.BELOW && !needs.isAside(plan, cell);
    cell.el.looks = {bare: !parts.floor, lists, strays: cell.strays, below, short: below && needs.isShort(plan, cell), under: parts.under, foot: isLabelled(plan, cell)};
    Object.keys(cell.el.looks).forEach(function (name) { cell.el.classList.toggle('cell--' + name, !!cell.el.looks[name]); });
  }
  function fill(thing, wall, page) {
    var panel = thing.cell.el, own = made(thing, wall, page), name = first('.cell__r', panel);
    place(panel, wall, thing);
    if (name !== own.name) { name.parentNode.replaceChild(own.name, name); }
    looks(thing, wall, page.plan);
    clear(panel);
    own.moved.forEach(function (el) { own.name.parentNode.appendChild(el); });
    own.nodes.forEach(function (node) { panel.appendChild(node); });
  }
  /** Make one more of what pages have in their cells, the next page's first. @param {number} number of the page that is shown @return {boolean} whether there was one */
  function makeMore(wall, found, number) {
    return following(found, number).some(function (page) {
      return page.things.some(function (thing) { return thing.cell && !thing.made && made(thing, wall, page); });
    });
  }
  /** A copy of a group's heading. Its hint goes before it would be cut, and the tile where it goes on from another column. @return {?Element} */
  function heading(thing, wall, plan) {
    var group = thing.group, el, name, hint, width = thing.width - (group.way && !thing.more ? needs.tile(plan) : 0);
    if (!group.el || !plan.heads) { return null; }
    el = group.el.cloneNode(true);
    el.classList.add(thing.more ? 'ov__h--more' : 'ov__h--set', 'is-off');
    group.el.parentNode.appendChild(el);
    name = first('.ov__f', el);
    hint = first('.ov__p', el);
    if (hint && group.name.all * plan.sizes.room + (group.hint + 1) * plan.sizes.label > width) { el.removeChild(hint); }
    if (name) { measure.cut(name, thing.more ? group.quiet : group.name, width / plan.sizes.room, thing.lines); }
    place(el, wall, thing);
    return el;
  }
  /** Take the copies of headings away. */
  function unset(list) { all('.ov__h--set,.ov__h--more', list).forEach(function (el) { el.parentNode.removeChild(el); }); }
  /** The classes and sizes of a list on a page, the same on all of an arrangement as a rule. @return {{classes: string, sizes: !Object<string>, key: string}} */
  function dressOf(list, wall, plan) {
    var sizes = {}, classes = list.plain + ' is-set' + (wall.kind === 'rows' && plan.place ? ' is-below' : '') + (plan.heads ? ' has-heads' : '') + (wall.tall > 1 ? ' is-tall' : '') + (wall.tracks ? ' has-tracks' : '');
    Object.keys(plan.sizes).forEach(function (name) { sizes[name] = plan.sizes[name].toFixed(3); });
    return {classes, sizes, key: classes + JSON.stringify(sizes)};
  }
  /** Dress a list for a page, where that is other than it is. */
  function dress(list, wall, plan) {
    var wanted = dressOf(list, wall, plan);
    list.dress = wanted.key;
    if (list.className !== wanted.classes) { list.className = wanted.classes; }
    Object.keys(wanted.sizes).forEach(function (name) {
      if (list.style.getPropertyValue('--' + name).trim() !== wanted.sizes[name]) { list.style.setProperty('--' + name, wanted.sizes[name]); }
    });
  }
  /** Whether a page's cells may be laid out while another one is shown: they take their looks from the list. */
  function isAlike(list, wall, page) { return dressOf(list, wall, page.plan).key === list.dress; }
  function elementOf(thing) { return thing.cell ? thing.cell.el : thing.head; }
  /** Put what a page has of a thing in its place, out of sight until its turn. @return {boolean} whether it was not there */
  function lay(list, wall, page, thing) {
    var isNew = thing.laid !== list.laid, el;
    if (!isNew) { return false; }
    thing.laid = list.laid;
    if (thing.cell) { fill(thing, wall, page); } else { thing.head = heading(thing, wall, page.plan); }
    el = elementOf(thing);
    if (el) { el.classList.add('is-laid'); }
    return true;
  }
  /** Show one page of an overview or a directory. What is laid out of others waits, if it is of the same arrangement and looks alike. */
  function write(list, wall, page) {
    var on = page.things.map(elementOf);
    if (!list.laid || list.laid.wall !== wall || !isAlike(list, wall, page)) {
      leaveOut(list, on);
      dress(list, wall, page.plan);
      list.laid = {wall};
    }
    page.things.forEach(function (thing) { lay(list, wall, page, thing); });
    on = page.things.map(elementOf);
    all('[data-panel],.ov__h--set,.ov__h--more', list).forEach(function (el) { el.classList.toggle('is-off', on.indexOf(el) < 0); });
  }
  /** The pages of an arrangement in the order in which they have their turns after one. @param {number} number of the page that is shown */
  function following(found, number) { return found.pages.slice(number + 1).concat(found.pages.slice(0, number + 1)); }
  function isLaid(list, page) { return page.things.every(function (thing) { return thing.laid === list.laid; }); }
  /** Lay out one more of what pages have that look alike, the next page's first. @return {boolean} whether there was one */
  function layMore(list, wall, found, number) {
    return following(found, number).some(function (page) {
      return isAlike(list, wall, page) && page.things.some(function (thing) { return lay(list, wall, page, thing); });
    });
  }
  /** What comes next, or titles where these are cut, have the room that titles and names leave them which take fewer lines than was
      calculated: read in one go, once for each cell. */
  function regain(wall, page) {
    var plan = page.plan;
    if (wall.kind !== 'cells' || page.level !== 1 && !plan.cut) { return; }
    page.things.filter(function (thing) { return thing.cell && !thing.isRegained && !(plan.cut && thing.k > 1); }).map(function (thing) {
      var cell = thing.cell.el, next = first('.rm__x', cell), above = next ? next.previousElementSibling : first('.rm__l', cell), text = plan.cut ? above : next;
      var free = above && text && /\u2026/.test(text.textContent) ? (next ? next.offsetTop : cell.clientHeight) - above.offsetTop - above.offsetHeight : 0;
      thing.isRegained = true;
      return {thing, free: free / wall.unit - (next ? 0 : PAD)};
    }).filter(function (found) { return found.free > 1; }).map(function (found) {
      var thing = found.thing, cell = thing.cell, height = thing.height, most = thing.most, was = Object.assign({}, cell), line = lineOf(plan, cell, wall.tall);
      function again() { thing.made = null; fill(thing, wall, page); }
      if (plan.cut) {
        cell.lines = cell.lines.slice();
        thing.height = signage.spare.heightOf(wall, plan, thing, thing.most);
        signage.placing.filled(wall, plan, thing, thing.height + found.free);
        thing.height = height;
      } else { thing.spare = (spareLines(thing, plan, wall.tall) + Math.floor(found.free / line + 0.01)) * line; }
      again();
      return function () {  // a long word may be broken otherwise than was calculated
        if (plan.cut && isSpilt(thing)) { Object.assign(cell, was); thing.most = most; again(); }
      };
    }).forEach(function (check) { check(); });
  }
  /** Take all panels but those out of sight, and what is live out of them. @param {!Array<Element>} on */
  function leaveOut(list, on) {
    unset(list);
    list.laid = null;
    all('[data-panel]', list).forEach(function (panel) {
      var classes = panel.classList;
      if (on.indexOf(panel) >= 0 || classes.contains('is-off') && !classes.contains('is-laid')) { return; }
      classes.add('is-off');
      classes.remove('is-laid');
      clear(panel);
    });
  }
  /** Whether a cell passes its foot or its edge. */
  function isSpilt(thing) {
    var el = thing.cell && thing.cell.el, last = el && el.lastElementChild;
    if (el && el.classList.contains('row')) { return el.scrollHeight > el.clientHeight + 3 || el.scrollWidth > el.clientWidth + 2; }
    return last && (last.offsetTop + last.offsetHeight > el.clientHeight + 2 || el.scrollWidth > el.clientWidth + 2 || last.scrollHeight > last.clientHeight + 3);
  }
  /** How many cells of the page do so, read in one go. */
  function spilt(page) { return page.things.filter(isSpilt).length; }

  /** Without an arrangement, as phones have it, everything stands in its order. */
  function flow(list) {
    list.className = list.plain;
    list.laid = null;
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
    panel.classList.remove('is-laid');
    Object.keys(panel.looks || {}).forEach(function (name) { panel.classList.remove('cell--' + name); });
    if (panel.whole && panel.whole !== name) { name.parentNode.replaceChild(panel.whole, name); }
  }

  signage.writing = {write, leaveOut, dress, flow, spilt, regain, makeMore, layMore, isLaid};
}(window.signage));

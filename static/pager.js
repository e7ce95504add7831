/* Lists in pages, and the pager that tells which of them is shown (docs/page.md). What a page holds is fitted by fit.js. */
(function (signage) {
  'use strict';
  var fit = signage.fit, all = signage.page.all;
  var BARS = 6, FIRST = 3;  // bars for as many pages, then numbers only, and the first ones come more often

  /** The sizes of rows with their whole texts that don't grow into spare room, whatever they were fitted with, until something about them changes.
      A list has the class `is-measured` meanwhile, then `is-least` with it: a row that asks for more so, in the smallest type but
      whole, has a third of the page for it. @param {!Array<!Element>} rows @param {number} room of a page */
  function measure(list, rows, room) {
    if (!rows.length) { return; }
    var classes = list.className;
    rows.forEach(function (row) {
      row.classList.remove('is-off');
      all('[data-cut]', row).forEach(fit.restore);
      all('[data-balance]', row).forEach(function (el) { el.style.maxWidth = ''; });
    });
    fit.words(list.getAttribute('data-fit')).concat('any').filter(Boolean).forEach(function (name) { list.classList.remove(name); });
    list.classList.add('is-measured');
    list.style.maxHeight = 0;
    rows.forEach(function (row) { row.tall = row.offsetHeight; row.wide = row.offsetWidth; row.there = fit.shown(row); row.measured = fit.generation(); });
    list.classList.add('is-least');
    rows.forEach(function (row) { row.tall = Math.max(row.tall, Math.min(row.offsetHeight, room / 3)); });
    list.style.maxHeight = '';
    list.className = classes;
  }
  /** The height that a list has for its rows, whichever classes it and what stands around it have been fitted with. */
  function heightOf(list) {
    var height;
    list.classList.add('is-measured');
    list.parentElement.classList.add('is-paging');
    height = list.clientHeight;
    list.classList.remove('is-measured');
    list.parentElement.classList.remove('is-paging');
    return height;
  }
  /** How few pages of about equal length hold cells, which may stand side by side; one a page holds whatever its height. */
  function pagesOf(list, cells, room) {
    var across = Math.max(1, Math.floor(list.clientWidth / Math.max.apply(null, cells.map(function (cell) { return cell.wide; })))), pages = 0;
    function holds() {
      var page = -1, place = 0, line = 0, tall = 0;
      return cells.every(function (cell, i) {
        if (pageOf(i, pages, cells) !== page) { page = pageOf(i, pages, cells); place = line = tall = 0; }
        if (place % across === 0) { tall += line; line = 0; }
        place += 1;
        line = Math.max(line, cell.tall);
        return tall + line <= room;
      });
    }
    do { pages += 1; } while (pages < cells.length && !holds());
    return pages;
  }
  function pageOf(i, pages, cells) { return Math.floor(i * pages / cells.length); }
  /** The page of a turn, one after the other; of many every other turn goes to the first ones: what is on, and what is next. */
  function chosen(turn, pages) {
    var pair = Math.floor(turn / 2);
    return pages <= BARS ? turn % pages : turn % 2 ? FIRST + pair % (pages - FIRST) : pair % FIRST;
  }
  /** Show one page of a list. @param {Element} list @param {number} turns so far */
  function paginate(list, turns) {
    var had = list.paged + ':' + list.pages;
    list.paged = list.clientHeight;
    if (!list.paged) { return; }
    var style = getComputedStyle(list), room = heightOf(list) - fit.px(style, 'paddingTop') - fit.px(style, 'paddingBottom') + 1;
    var rows = [].filter.call(list.children, function (row) { return !row.hidden; }), cells = !list.hasAttribute('data-capacity');
    var page = 0, first = 0, tall = 0, bound, pages, on, fresh;
    if (getComputedStyle(document.body).overflowY === 'auto') { room = Infinity; }  // a phone scrolls: all of it
    fresh = rows.filter(function (row) { return row.measured !== fit.generation(); });
    measure(list, fresh, room);
    rows = rows.filter(function (row) { return row.there; });  // one that its shape of display leaves out makes no page
    pages = cells && room < Infinity && pagesOf(list, rows, room);
    bound = cells || room === Infinity ? Infinity : fit.oriented(list, fit.words(list.getAttribute('data-capacity')));
    on = rows.map(function (row, i) {
      if (pages) { return pageOf(i, pages, rows); }  // of equal length, one cell more or less
      if (i > first && (i - first >= bound || tall + row.tall > room)) { page += 1; first = i; tall = 0; }
      tall += row.tall;
      return page;
    });
    list.pages = Math.max.apply(null, on.filter(function (_, i) { return rows[i].firstChild; }).concat(0)) + 1;  // empty cells make none
    list.classList.toggle('has-pages', list.pages > 1);
    page = chosen(turns, list.pages);
    if (fresh.length || had !== list.paged + ':' + list.pages) {
      list.least = undefined;  // the class that all pages need
      fit.invalidate(list);  // a page of the same number holds others where there are more
    } else if (list.page !== page) { fit.invalidate(list); }
    list.page = page;
    rows.forEach(function (row, i) { row.page = on[i]; });
    list.rows = rows;
    turn(list, page);
  }
  function turn(list, page) { list.rows.forEach(function (row) { row.classList.toggle('is-off', row.page !== page); }); }
  /** Whether a list has another height than when it was paged. @param {Element} list */
  function resized(list) { return list.clientHeight !== list.paged; }

  /** Say which page of how many its view shows. @param {Element} pager @param {function(string): string} digits */
  function label(pager, digits) {
    var view = fit.viewOf(pager), own = all('[data-page]', view), each = Math.max(1, own.length), html = '', page, pages, i;
    var list = all('[data-pages]', view).filter(function (list) { return list.paged; }).reduce(function (most, list) {
      return list.pages > most.pages ? list : most;
    }, {page: 0, pages: 1});
    page = list.page * each + Math.max(0, own.indexOf(own.filter(function (el) { return !el.hidden; })[0]));
    pages = list.pages * each;
    for (i = 0; i < pages && pages <= BARS; i++) { html += i === page ? '<i class="on"></i>' : '<i></i>'; }
    html = pages > 1 ? html + '<span>' + digits(page + 1 + '/' + pages) + '</span>' : '';
    if (pager.said === html) { return; }
    pager.said = html;
    if (pager.innerHTML.length !== html.length) { all(fit.BOXES, pager.parentElement).forEach(fit.invalidate); }  // more room than before, or less
    pager.innerHTML = html;
    pager.hidden = !html;
  }

  signage.pager = {paginate, isResized: resized, label, turnOf: chosen, turn};
}(window.signage));

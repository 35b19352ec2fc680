// Hover, focus or tap a number: its formula, what it was computed from and where that came from. Needs nothing else.
(() => {
  'use strict';
  const island = document.getElementById('lai-lich');
  const lineage = island ? JSON.parse(island.textContent || '{}') : {};
  const idOf = (number) => number.dataset.figure || number.id;
  const numberAt = (target) => {
    const number = target instanceof Element ? target.closest('data.figure') : null;
    return number && lineage[idOf(number)] ? number : null;
  };

  const box = document.createElement('div');
  box.id = 'hop-lai-lich';
  box.className = 'lineage';
  box.setAttribute('role', 'dialog');
  box.setAttribute('aria-label', 'Lai lịch số liệu');
  box.tabIndex = -1;
  box.hidden = true;
  document.body.append(box);

  let anchor = null;
  let pinned = false;
  let timer = 0;
  let trail = [];

  const part = (tag, text, kind) => {
    const element = document.createElement(tag);
    element.textContent = text;
    if (kind) element.className = kind;
    return element;
  };

  const fill = (id) => {
    const entry = lineage[id];
    box.replaceChildren();
    const head = part('p', `${entry.label}: `, 'what');
    head.append(part('strong', entry.printed));
    box.append(head, part('p', `= ${entry.formula}`, 'formula'));
    if (entry.equation) box.append(part('p', `= ${entry.equation}`, 'equation'));
    if (entry.mark) box.append(part('p', `† ${entry.mark}`, 'mark'));
    if (entry.parents) {
      box.append(part('p', 'Tính từ:', 'name'));
      const list = document.createElement('ul');
      for (const parent of entry.parents) {
        const known = lineage[parent];
        const item = document.createElement('li');
        if (known) {
          const follow = part('button', `${known.label}: ${known.printed}`);
          follow.type = 'button';
          follow.addEventListener('click', () => { trail.push(id); open(parent); });
          item.append(follow);
        } else {
          item.textContent = parent;
        }
        list.append(item);
      }
      box.append(list);
    }
    if (entry.sources) box.append(part('p', `Nguồn (${entry.grade}): ${entry.sources}`, 'source'));
    box.append(part('p', id, 'id'));
    const foot = document.createElement('p');
    foot.className = 'foot';
    if (trail.length) {
      const back = part('button', '← Trở lại');
      back.type = 'button';
      back.addEventListener('click', () => open(trail.pop()));
      foot.append(back);
    }
    const close = part('button', 'Đóng (Esc)');
    close.type = 'button';
    close.addEventListener('click', () => hide(true));
    foot.append(close);
    box.append(foot);
  };

  const place = () => {
    const margin = 8;
    const at = anchor.getBoundingClientRect();
    const width = box.offsetWidth;
    const height = box.offsetHeight;
    const left = Math.min(Math.max(at.left, margin), window.innerWidth - width - margin);
    const below = at.bottom + 6 + height <= window.innerHeight - margin;
    const top = below ? at.bottom + 6 : Math.max(margin, at.top - 6 - height);
    box.style.left = `${Math.max(left, margin)}px`;
    box.style.top = `${Math.min(top, Math.max(margin, window.innerHeight - height - margin))}px`;
  };

  const open = (id) => {
    fill(id);
    place();
    pinned = true;
    box.focus({ preventScroll: true });
  };

  const show = (number, pin) => {
    clearTimeout(timer);
    if (anchor && anchor !== number) anchor.removeAttribute('aria-describedby');
    anchor = number;
    pinned = pin;
    trail = [];
    box.hidden = false;
    fill(idOf(number));
    place();
    number.setAttribute('aria-describedby', box.id);
  };

  const hide = (back) => {
    clearTimeout(timer);
    if (box.hidden) return;
    const inside = box.contains(document.activeElement);
    box.hidden = true;
    pinned = false;
    if (anchor) anchor.removeAttribute('aria-describedby');
    if (back && inside && anchor) {
      const number = anchor;
      quiet = true;
      number.focus({ preventScroll: true });
      quiet = false;
    }
    anchor = null;
  };
  let quiet = false;

  for (const number of document.querySelectorAll('data.figure')) {
    if (lineage[idOf(number)]) number.tabIndex = 0;
  }

  document.addEventListener('pointerover', (event) => {
    if (event.pointerType !== 'mouse' || pinned) return;
    const number = numberAt(event.target);
    clearTimeout(timer);
    if (number) {
      timer = setTimeout(() => show(number, false), 150);
    } else if (!box.hidden && !box.contains(event.target)) {
      timer = setTimeout(() => hide(false), 300);
    }
  });
  document.addEventListener('focusin', (event) => {
    if (quiet) return;
    const number = numberAt(event.target);
    if (number) {
      if (anchor !== number || box.hidden) show(number, false);
    } else if (!box.contains(event.target)) {
      hide(false);
    }
  });
  document.addEventListener('click', (event) => {
    const number = numberAt(event.target);
    if (number) {
      if (!box.hidden && anchor === number && pinned) hide(true);
      else show(number, true);
    } else if (document.contains(event.target) && !box.contains(event.target)) {
      hide(false);
    }
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') hide(true);
    if ((event.key === 'Enter' || event.key === ' ') && numberAt(event.target)) {
      event.preventDefault();
      show(event.target.closest('data.figure'), true);
      box.focus({ preventScroll: true });
    }
  });
  window.addEventListener('resize', () => hide(false));
  window.addEventListener('scroll', () => { if (!box.hidden && anchor) place(); }, { passive: true });
})();

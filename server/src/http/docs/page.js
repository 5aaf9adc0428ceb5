// The page is complete without this; it saves the reader some typing.
for (const origin of document.querySelectorAll('.origin')) origin.textContent = location.origin

for (const pre of document.querySelectorAll('pre.curl')) {
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = 'Copy'
  button.addEventListener('click', async () => {
    // Without TLS a browser lends its clipboard to localhost only; then the text is selected for the reader to copy.
    if (navigator.clipboard) await navigator.clipboard.writeText(pre.textContent)
    else getSelection().selectAllChildren(pre)
    button.textContent = navigator.clipboard ? 'Copied' : 'Selected'
    setTimeout(() => {
      button.textContent = 'Copy'
    }, 2000)
  })
  pre.previousElementSibling.append(button)
}

const menu = document.getElementById('menu')
const operations = document.getElementById('operations')
document.documentElement.classList.add('scripted')
function open(isOpen) {
  menu.setAttribute('aria-expanded', String(isOpen))
  operations.classList.toggle('open', isOpen)
}
menu.addEventListener('click', () => open(menu.getAttribute('aria-expanded') === 'false'))
operations.addEventListener('click', ({ target }) => {
  if (target.closest('a')) open(false)
})

const links = new Map(Array.from(operations.querySelectorAll('a'), (link) => [link.hash.slice(1), link]))
// Between the operations of a contract are its introduction, and its schemas.
function placeOf(target) {
  const { id } = target.closest('section.contract')
  if (target.matches('article')) return target.id
  return target.matches('.schema') ? `${id}-schemas` : id
}

let current
const watch = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue
      current?.removeAttribute('aria-current')
      current = links.get(placeOf(target))
      current?.setAttribute('aria-current', 'true')
      const contract = current?.closest('details')
      if (contract) contract.open = true
      if (getComputedStyle(operations).position === 'sticky') current?.scrollIntoView({ block: 'nearest' })
    }
  },
  { rootMargin: '-20% 0px -70% 0px' },
)
for (const part of document.querySelectorAll('article, section.schema, section.contract > .columns'))
  watch.observe(part)

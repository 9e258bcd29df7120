// journeys.mjs - what people do, step by step, across several pages.
export async function journeys({ browser, base, people, signIn, ok, samples, axe }) {
  const practitioner = people.find(p => p.role === 'practitioner')
  for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? 'with JavaScript' : 'without JavaScript'
    const context = await browser.newContext({ javaScriptEnabled })
    const page = await context.newPage()
    await signIn(page, base, practitioner)
    await page.goto(`${base}/work`)
    const first = page.locator('.hf-person').first()
    const name = (await first.innerText()).trim()
    await first.click()
    ok(page.url().includes('/child/'), `${how}: My work leads to a child`)
    ok((await page.locator('h1').innerText()).length > 0 && (await page.locator('main').innerText()).includes(name.split(' ').at(-1)),
      `${how}: the child's page says who it is`)
    await context.close()
  }
}

import countries from 'i18n-iso-countries/index.js'
import english from 'i18n-iso-countries/langs/en.json' with { type: 'json' }

// The package's own entry loads what countries are called in eighty languages, 2 MB; one of them is asked for.
countries.registerLocale(english)

/** ISO 3166-1: codes, and names in English. */
export { countries }

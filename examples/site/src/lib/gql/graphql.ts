/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** The types of content of this site. */
export type ContentType =
  /** A book with its authors and printings. */
  | 'BOOK'
  /** Something that takes place; a course may be announced before its dates are known. */
  | 'EVENT'
  /** A text about the network, ready to be used elsewhere. */
  | 'MISSION_TEXT'
  /** A page of text, with a place in the tree. */
  | 'PAGE'
  /** A conversation of the think tank. The moderator is the member who brings the theme in. */
  | 'SESSION'
  /** A person, with what they do and where. */
  | 'SPEAKER';

/** What sort of event it is. */
export type EventKind =
  /** Conference. */
  | 'CONFERENCE'
  /** Course. */
  | 'COURSE'
  /** Meeting. */
  | 'MEETING'
  /** Presentation. */
  | 'PRESENTATION';

/** How far those who sign up take part. */
export type Involvement =
  /** Ask. */
  | 'ASK'
  /** Join in. */
  | 'JOIN_IN'
  /** Listen. */
  | 'LISTEN';

/** What one does at the other end of a link. */
export type LinkKind =
  /** Order. */
  | 'ORDER'
  /** Read. */
  | 'READ'
  /** Watch. */
  | 'WATCH';

/** The languages of this site. */
export type Locale =
  /** English. */
  | 'EN'
  /** Dutch. */
  | 'NL';

/** What a mission text is for. */
export type MissionTextKind =
  /** Biography. */
  | 'BIOGRAPHY'
  /** Boilerplate. */
  | 'BOILERPLATE'
  /** Facts. */
  | 'FACTS'
  /** Message. */
  | 'MESSAGE'
  /** Mission. */
  | 'MISSION'
  /** Summary. */
  | 'SUMMARY';

/** The two kinds of session. */
export type SessionKind =
  /** Agenda-setting. */
  | 'AGENDA_SETTING'
  /** Conceptual. */
  | 'CONCEPTUAL';

/** Who wants to come to a session. */
export type SignUpInput = {
  /** The version of `signUp { consent }`: that its text was shown, and agreed to. */
  consent: string;
  /** Their e-mail address. */
  email: string;
  /** Of your choice, new for each form that somebody fills in: 8 to 200 letters, figures or signs. Whoever sends the same again within a day is told what came of it the first time. */
  idempotencyKey: string | number;
  /** The language of the mails that follow. */
  locale: Locale;
  /** At most 100 letters; only organisers see it. */
  name: string;
  /** The uid of the session. */
  session: string | number;
  /** Leave it empty, and hide it from people: programs that fill in everything do not. */
  website?: string;
};

/** NONE: not on this site. OPEN: whoever signs up and confirms gets a seat. FULL: they wait for one. CLOSED: not any more, or not yet. */
export type SignUpState =
  /** Closed. */
  | 'CLOSED'
  /** Full. */
  | 'FULL'
  /** None. */
  | 'NONE'
  /** Open. */
  | 'OPEN';

/** What somebody asks the speakers of the network. */
export type SpeakerRequestInput = {
  /** For whom, and how many. */
  audience?: string;
  /** The version of `consents { requestSpeaker }`. */
  consent: string;
  /** Where the answers are mailed to. No speaker sees it. */
  email: string;
  /** Speakers with one of these are asked. With none, `toAll` must be true. */
  fields?: Array<string>;
  /** Of your choice, new for each form that somebody fills in: 8 to 200 letters, figures or signs. Whoever sends the same again within a day is told what came of it the first time. */
  idempotencyKey: string | number;
  /** The language of the mails that follow. */
  locale: Locale;
  /** Plain text of at most 5,000 letters. E-mail addresses in it are left out. */
  message: string;
  /** Shown to speakers. */
  name: string;
  /** What the speaker is wanted for, in one line. */
  occasion: string;
  /** Shown to speakers. */
  organisation?: string;
  /** A date or a period, in words. */
  period: string;
  /** Where, in one line. */
  place?: string;
  /** Ask every speaker. */
  toAll?: boolean;
  /** Leave it empty, and hide it from people: programs that fill in everything do not. */
  website?: string;
};

/** How a text stands to the one it was translated from. CURRENT: up to date. STALE: the source changed since. FALLBACK: another language is served instead. MISSING: there is none. And of working copies: CONFLICT: a file brought another text than the one that is here. REVIEW: a draft waits to be looked at. MACHINE_UNREVIEWED: a machine's draft does. */
export type TextState =
  /** A file brought another text than the one that is here. */
  | 'CONFLICT'
  /** It is up to date with its source. */
  | 'CURRENT'
  /** Another language is served instead. */
  | 'FALLBACK'
  /** A machine's draft waits to be looked at. */
  | 'MACHINE_UNREVIEWED'
  /** There is none. */
  | 'MISSING'
  /** A draft waits to be looked at. */
  | 'REVIEW'
  /** Its source changed since. */
  | 'STALE';

export type AtAddressQueryVariables = Exact<{
  path: string;
}>;


export type AtAddressQuery = { content:
    | { __typename: 'ContentRoute', canonical: string, xDefault: string | null, alternates: Array<{ locale: Locale, url: string | null }>, content:
        | { __typename: 'Book', uid: string, path: string, title: string, summary: string, locale: Locale, jsonLd: string, seo: { title: string, description: string, noindex: boolean }, breadcrumbs: Array<{ title: string, path: string }>, translations: Array<{ locale: Locale, path: string | null, isSource: boolean }>, localization: { isStale: boolean, isFallback: boolean, served: Locale, fields: Array<{ name: string, state: TextState, source: Locale | null, sourceChangedAt: string | null }> }, tags: Array<{ key: string, label: string }>, image: { set: { src: string, width: number, height: number } } | null }
        | { __typename: 'Event', uid: string, path: string, title: string, summary: string, locale: Locale, jsonLd: string, seo: { title: string, description: string, noindex: boolean }, breadcrumbs: Array<{ title: string, path: string }>, translations: Array<{ locale: Locale, path: string | null, isSource: boolean }>, localization: { isStale: boolean, isFallback: boolean, served: Locale, fields: Array<{ name: string, state: TextState, source: Locale | null, sourceChangedAt: string | null }> }, tags: Array<{ key: string, label: string }>, image: { set: { src: string, width: number, height: number } } | null }
        | { __typename: 'MissionText', uid: string, path: string, title: string, summary: string, locale: Locale, jsonLd: string, seo: { title: string, description: string, noindex: boolean }, breadcrumbs: Array<{ title: string, path: string }>, translations: Array<{ locale: Locale, path: string | null, isSource: boolean }>, localization: { isStale: boolean, isFallback: boolean, served: Locale, fields: Array<{ name: string, state: TextState, source: Locale | null, sourceChangedAt: string | null }> }, tags: Array<{ key: string, label: string }>, image: { set: { src: string, width: number, height: number } } | null }
        | { __typename: 'Page', uid: string, path: string, title: string, summary: string, locale: Locale, jsonLd: string, seo: { title: string, description: string, noindex: boolean }, breadcrumbs: Array<{ title: string, path: string }>, translations: Array<{ locale: Locale, path: string | null, isSource: boolean }>, localization: { isStale: boolean, isFallback: boolean, served: Locale, fields: Array<{ name: string, state: TextState, source: Locale | null, sourceChangedAt: string | null }> }, tags: Array<{ key: string, label: string }>, image: { set: { src: string, width: number, height: number } } | null }
        | { __typename: 'Session', uid: string, path: string, title: string, summary: string, locale: Locale, jsonLd: string, seo: { title: string, description: string, noindex: boolean }, breadcrumbs: Array<{ title: string, path: string }>, translations: Array<{ locale: Locale, path: string | null, isSource: boolean }>, localization: { isStale: boolean, isFallback: boolean, served: Locale, fields: Array<{ name: string, state: TextState, source: Locale | null, sourceChangedAt: string | null }> }, tags: Array<{ key: string, label: string }>, image: { set: { src: string, width: number, height: number } } | null }
        | { __typename: 'Speaker', uid: string, path: string, title: string, summary: string, locale: Locale, jsonLd: string, seo: { title: string, description: string, noindex: boolean }, breadcrumbs: Array<{ title: string, path: string }>, translations: Array<{ locale: Locale, path: string | null, isSource: boolean }>, localization: { isStale: boolean, isFallback: boolean, served: Locale, fields: Array<{ name: string, state: TextState, source: Locale | null, sourceChangedAt: string | null }> }, tags: Array<{ key: string, label: string }>, image: { set: { src: string, width: number, height: number } } | null }
       }
    | { __typename: 'Gone', since: string, suggestions: Array<
        | { uid: string, title: string, path: string, locale: Locale }
        | { uid: string, title: string, path: string, locale: Locale }
        | { uid: string, title: string, path: string, locale: Locale }
        | { uid: string, title: string, path: string, locale: Locale }
        | { uid: string, title: string, path: string, locale: Locale }
        | { uid: string, title: string, path: string, locale: Locale }
      > }
    | { __typename: 'Redirect', to: string, status: number }
   | null };

type Head_Book_Fragment = { __typename: 'Book', uid: string, path: string, title: string, summary: string, locale: Locale, jsonLd: string, seo: { title: string, description: string, noindex: boolean }, breadcrumbs: Array<{ title: string, path: string }>, translations: Array<{ locale: Locale, path: string | null, isSource: boolean }>, localization: { isStale: boolean, isFallback: boolean, served: Locale, fields: Array<{ name: string, state: TextState, source: Locale | null, sourceChangedAt: string | null }> }, tags: Array<{ key: string, label: string }>, image: { set: { src: string, width: number, height: number } } | null };

type Head_Event_Fragment = { __typename: 'Event', uid: string, path: string, title: string, summary: string, locale: Locale, jsonLd: string, seo: { title: string, description: string, noindex: boolean }, breadcrumbs: Array<{ title: string, path: string }>, translations: Array<{ locale: Locale, path: string | null, isSource: boolean }>, localization: { isStale: boolean, isFallback: boolean, served: Locale, fields: Array<{ name: string, state: TextState, source: Locale | null, sourceChangedAt: string | null }> }, tags: Array<{ key: string, label: string }>, image: { set: { src: string, width: number, height: number } } | null };

type Head_MissionText_Fragment = { __typename: 'MissionText', uid: string, path: string, title: string, summary: string, locale: Locale, jsonLd: string, seo: { title: string, description: string, noindex: boolean }, breadcrumbs: Array<{ title: string, path: string }>, translations: Array<{ locale: Locale, path: string | null, isSource: boolean }>, localization: { isStale: boolean, isFallback: boolean, served: Locale, fields: Array<{ name: string, state: TextState, source: Locale | null, sourceChangedAt: string | null }> }, tags: Array<{ key: string, label: string }>, image: { set: { src: string, width: number, height: number } } | null };

type Head_Page_Fragment = { __typename: 'Page', uid: string, path: string, title: string, summary: string, locale: Locale, jsonLd: string, seo: { title: string, description: string, noindex: boolean }, breadcrumbs: Array<{ title: string, path: string }>, translations: Array<{ locale: Locale, path: string | null, isSource: boolean }>, localization: { isStale: boolean, isFallback: boolean, served: Locale, fields: Array<{ name: string, state: TextState, source: Locale | null, sourceChangedAt: string | null }> }, tags: Array<{ key: string, label: string }>, image: { set: { src: string, width: number, height: number } } | null };

type Head_Session_Fragment = { __typename: 'Session', uid: string, path: string, title: string, summary: string, locale: Locale, jsonLd: string, seo: { title: string, description: string, noindex: boolean }, breadcrumbs: Array<{ title: string, path: string }>, translations: Array<{ locale: Locale, path: string | null, isSource: boolean }>, localization: { isStale: boolean, isFallback: boolean, served: Locale, fields: Array<{ name: string, state: TextState, source: Locale | null, sourceChangedAt: string | null }> }, tags: Array<{ key: string, label: string }>, image: { set: { src: string, width: number, height: number } } | null };

type Head_Speaker_Fragment = { __typename: 'Speaker', uid: string, path: string, title: string, summary: string, locale: Locale, jsonLd: string, seo: { title: string, description: string, noindex: boolean }, breadcrumbs: Array<{ title: string, path: string }>, translations: Array<{ locale: Locale, path: string | null, isSource: boolean }>, localization: { isStale: boolean, isFallback: boolean, served: Locale, fields: Array<{ name: string, state: TextState, source: Locale | null, sourceChangedAt: string | null }> }, tags: Array<{ key: string, label: string }>, image: { set: { src: string, width: number, height: number } } | null };

export type HeadFragment =
  | Head_Book_Fragment
  | Head_Event_Fragment
  | Head_MissionText_Fragment
  | Head_Page_Fragment
  | Head_Session_Fragment
  | Head_Speaker_Fragment
;

export type SharedFragment = { set: { src: string, width: number, height: number } };

export type TextFragment = { html: string, locale: Locale };

export type PictureFragment = { alt: string, altLocale: Locale | null, credit: string | null, placeholder: string };

export type SizesFragment = { src: string, srcset: string, width: number, height: number, sources: Array<{ type: string, srcset: string }> };

type Card_Book_Fragment = { __typename: 'Book', subtitle: string | null, uid: string, path: string, title: string, summary: string, locale: Locale, published: { formatted: string } | null, cover: { alt: string, altLocale: Locale | null, credit: string | null, placeholder: string, set: { src: string, srcset: string, width: number, height: number, sources: Array<{ type: string, srcset: string }> } } | null };

type Card_Event_Fragment = { __typename: 'Event', recurrence: string | null, periodFormatted: string | null, uid: string, path: string, title: string, summary: string, locale: Locale, next: { periodFormatted: string, place: { name: string, city: string | null } | null } | null };

type Card_MissionText_Fragment = { __typename: 'MissionText', uid: string, path: string, title: string, summary: string, locale: Locale };

type Card_Page_Fragment = { __typename: 'Page', uid: string, path: string, title: string, summary: string, locale: Locale };

type Card_Session_Fragment = { __typename: 'Session', theme: string, periodFormatted: string | null, uid: string, path: string, title: string, summary: string, locale: Locale, sessionKind: SessionKind };

type Card_Speaker_Fragment = { __typename: 'Speaker', sortName: string | null, uid: string, path: string, title: string, summary: string, locale: Locale, affiliations: Array<{ organisation: string }> };

export type CardFragment =
  | Card_Book_Fragment
  | Card_Event_Fragment
  | Card_MissionText_Fragment
  | Card_Page_Fragment
  | Card_Session_Fragment
  | Card_Speaker_Fragment
;

export type BlocksOfQueryVariables = Exact<{
  uid: string | number;
  locale: Locale;
}>;


export type BlocksOfQuery = { entry:
    | { __typename: 'Book' }
    | { __typename: 'Event' }
    | { __typename: 'MissionText' }
    | { __typename: 'Page', blocks: Array<
        | { __typename: 'ColumnsBlock', key: string, anchor: string | null, columns: Array<{ key: string, blocks: Array<
              | { __typename: 'ColumnsBlock', key: string, anchor: string | null }
              | { __typename: 'EmbedBlock', key: string, anchor: string | null, url: string, title: string | null, caption: string | null, provider: string | null }
              | { __typename: 'EventsBlock', key: string, anchor: string | null, heading: string | null, events: Array<{ uid: string, title: string, path: string, locale: Locale, next: { localStart: string, periodFormatted: string, place: { name: string } | null } | null }> }
              | { __typename: 'FactsBlock', key: string, anchor: string | null, heading: string | null, facts: Array<{ key: string, label: string, value: string | null, source: string | null, date: { formatted: string } | null }> }
              | { __typename: 'FileBlock', key: string, anchor: string | null, title: string | null, file: { name: string, url: string, mediaType: string, size: number } }
              | { __typename: 'ImageBlock', key: string, anchor: string | null, caption: string | null, altHere: string | null, image: { alt: string, altLocale: Locale | null, credit: string | null, placeholder: string, text: { src: string, srcset: string, width: number, height: number, sources: Array<{ type: string, srcset: string }> } } }
              | { __typename: 'ListingBlock', key: string, anchor: string | null, heading: string | null, items: { nodes: Array<
                    | { uid: string, title: string, path: string, locale: Locale, summary: string }
                    | { uid: string, title: string, path: string, locale: Locale, summary: string }
                    | { uid: string, title: string, path: string, locale: Locale, summary: string }
                    | { uid: string, title: string, path: string, locale: Locale, summary: string }
                    | { uid: string, title: string, path: string, locale: Locale, summary: string }
                    | { uid: string, title: string, path: string, locale: Locale, summary: string }
                  > } }
              | { __typename: 'QuotationBlock', key: string, anchor: string | null, text: string, attribution: string | null, sourceUrl: string | null, speaker: { uid: string, title: string, path: string, locale: Locale } | null }
              | { __typename: 'SessionsBlock', key: string, anchor: string | null, heading: string | null, sessions: Array<{ uid: string, title: string, path: string, locale: Locale, summary: string }> }
              | { __typename: 'SpeakersBlock', key: string, anchor: string | null, heading: string | null, speakers: Array<{ uid: string, title: string, path: string, locale: Locale, affiliations: Array<{ organisation: string }> }> }
              | { __typename: 'StatementsBlock', key: string, anchor: string | null, heading: string | null, statements: Array<{ key: string, text: string }> }
              | { __typename: 'TeaserBlock', key: string, anchor: string | null, heading: string | null, blurb: string | null, entry:
                  | { uid: string, title: string, path: string, locale: Locale, summary: string }
                  | { uid: string, title: string, path: string, locale: Locale, summary: string }
                  | { uid: string, title: string, path: string, locale: Locale, summary: string }
                  | { uid: string, title: string, path: string, locale: Locale, summary: string }
                  | { uid: string, title: string, path: string, locale: Locale, summary: string }
                  | { uid: string, title: string, path: string, locale: Locale, summary: string }
                 }
              | { __typename: 'TextBlock', key: string, anchor: string | null, body: { html: string, locale: Locale } }
            > }> }
        | { __typename: 'EmbedBlock', key: string, anchor: string | null, url: string, title: string | null, caption: string | null, provider: string | null }
        | { __typename: 'EventsBlock', key: string, anchor: string | null, heading: string | null, events: Array<{ uid: string, title: string, path: string, locale: Locale, next: { localStart: string, periodFormatted: string, place: { name: string } | null } | null }> }
        | { __typename: 'FactsBlock', key: string, anchor: string | null, heading: string | null, facts: Array<{ key: string, label: string, value: string | null, source: string | null, date: { formatted: string } | null }> }
        | { __typename: 'FileBlock', key: string, anchor: string | null, title: string | null, file: { name: string, url: string, mediaType: string, size: number } }
        | { __typename: 'ImageBlock', key: string, anchor: string | null, caption: string | null, altHere: string | null, image: { alt: string, altLocale: Locale | null, credit: string | null, placeholder: string, text: { src: string, srcset: string, width: number, height: number, sources: Array<{ type: string, srcset: string }> } } }
        | { __typename: 'ListingBlock', key: string, anchor: string | null, heading: string | null, items: { nodes: Array<
              | { uid: string, title: string, path: string, locale: Locale, summary: string }
              | { uid: string, title: string, path: string, locale: Locale, summary: string }
              | { uid: string, title: string, path: string, locale: Locale, summary: string }
              | { uid: string, title: string, path: string, locale: Locale, summary: string }
              | { uid: string, title: string, path: string, locale: Locale, summary: string }
              | { uid: string, title: string, path: string, locale: Locale, summary: string }
            > } }
        | { __typename: 'QuotationBlock', key: string, anchor: string | null, text: string, attribution: string | null, sourceUrl: string | null, speaker: { uid: string, title: string, path: string, locale: Locale } | null }
        | { __typename: 'SessionsBlock', key: string, anchor: string | null, heading: string | null, sessions: Array<{ uid: string, title: string, path: string, locale: Locale, summary: string }> }
        | { __typename: 'SpeakersBlock', key: string, anchor: string | null, heading: string | null, speakers: Array<{ uid: string, title: string, path: string, locale: Locale, affiliations: Array<{ organisation: string }> }> }
        | { __typename: 'StatementsBlock', key: string, anchor: string | null, heading: string | null, statements: Array<{ key: string, text: string }> }
        | { __typename: 'TeaserBlock', key: string, anchor: string | null, heading: string | null, blurb: string | null, entry:
            | { uid: string, title: string, path: string, locale: Locale, summary: string }
            | { uid: string, title: string, path: string, locale: Locale, summary: string }
            | { uid: string, title: string, path: string, locale: Locale, summary: string }
            | { uid: string, title: string, path: string, locale: Locale, summary: string }
            | { uid: string, title: string, path: string, locale: Locale, summary: string }
            | { uid: string, title: string, path: string, locale: Locale, summary: string }
           }
        | { __typename: 'TextBlock', key: string, anchor: string | null, body: { html: string, locale: Locale } }
      > }
    | { __typename: 'Session' }
    | { __typename: 'Speaker' }
   | null };

type Plain_EmbedBlock_Fragment = { url: string, title: string | null, caption: string | null, provider: string | null };

type Plain_EventsBlock_Fragment = { heading: string | null, events: Array<{ uid: string, title: string, path: string, locale: Locale, next: { localStart: string, periodFormatted: string, place: { name: string } | null } | null }> };

type Plain_FactsBlock_Fragment = { heading: string | null, facts: Array<{ key: string, label: string, value: string | null, source: string | null, date: { formatted: string } | null }> };

type Plain_FileBlock_Fragment = { title: string | null, file: { name: string, url: string, mediaType: string, size: number } };

type Plain_ImageBlock_Fragment = { caption: string | null, altHere: string | null, image: { alt: string, altLocale: Locale | null, credit: string | null, placeholder: string, text: { src: string, srcset: string, width: number, height: number, sources: Array<{ type: string, srcset: string }> } } };

type Plain_ListingBlock_Fragment = { heading: string | null, items: { nodes: Array<
      | { uid: string, title: string, path: string, locale: Locale, summary: string }
      | { uid: string, title: string, path: string, locale: Locale, summary: string }
      | { uid: string, title: string, path: string, locale: Locale, summary: string }
      | { uid: string, title: string, path: string, locale: Locale, summary: string }
      | { uid: string, title: string, path: string, locale: Locale, summary: string }
      | { uid: string, title: string, path: string, locale: Locale, summary: string }
    > } };

type Plain_QuotationBlock_Fragment = { text: string, attribution: string | null, sourceUrl: string | null, speaker: { uid: string, title: string, path: string, locale: Locale } | null };

type Plain_SessionsBlock_Fragment = { heading: string | null, sessions: Array<{ uid: string, title: string, path: string, locale: Locale, summary: string }> };

type Plain_SpeakersBlock_Fragment = { heading: string | null, speakers: Array<{ uid: string, title: string, path: string, locale: Locale, affiliations: Array<{ organisation: string }> }> };

type Plain_StatementsBlock_Fragment = { heading: string | null, statements: Array<{ key: string, text: string }> };

type Plain_TeaserBlock_Fragment = { heading: string | null, blurb: string | null, entry:
    | { uid: string, title: string, path: string, locale: Locale, summary: string }
    | { uid: string, title: string, path: string, locale: Locale, summary: string }
    | { uid: string, title: string, path: string, locale: Locale, summary: string }
    | { uid: string, title: string, path: string, locale: Locale, summary: string }
    | { uid: string, title: string, path: string, locale: Locale, summary: string }
    | { uid: string, title: string, path: string, locale: Locale, summary: string }
   };

type Plain_TextBlock_Fragment = { body: { html: string, locale: Locale } };

export type PlainFragment =
  | Plain_EmbedBlock_Fragment
  | Plain_EventsBlock_Fragment
  | Plain_FactsBlock_Fragment
  | Plain_FileBlock_Fragment
  | Plain_ImageBlock_Fragment
  | Plain_ListingBlock_Fragment
  | Plain_QuotationBlock_Fragment
  | Plain_SessionsBlock_Fragment
  | Plain_SpeakersBlock_Fragment
  | Plain_StatementsBlock_Fragment
  | Plain_TeaserBlock_Fragment
  | Plain_TextBlock_Fragment
;

export type SeldomQueryVariables = Exact<{
  locale: Locale;
}>;


export type SeldomQuery = { missionTexts: { nodes: Array<{ path: string }> }, books: { nodes: Array<{ path: string }> }, pages: { nodes: Array<{ path: string, blocks: Array<
        | { key: string }
        | { key: string }
        | { key: string }
        | { key: string }
        | { key: string }
        | { key: string }
        | { key: string }
        | { key: string }
        | { key: string }
        | { key: string }
        | { key: string }
        | { key: string }
        | { key: string }
      >, children: { nodes: Array<
          | { uid: string }
          | { uid: string }
          | { uid: string }
          | { uid: string }
          | { uid: string }
          | { uid: string }
        > } }> } };

export type MonthQueryVariables = Exact<{
  from: string;
  to: string;
  locale: Locale;
  fallback?: Array<Locale> | Locale | null | undefined;
}>;


export type MonthQuery = { calendar: { nodes: Array<{ recurrenceId: string, localStart: string, localEnd: string | null, wholeDay: boolean, periodFormatted: string, cancelled: boolean, note: string | null, place: { name: string, city: string | null } | null, content:
        | { __typename: 'Book', uid: string, title: string, path: string, locale: Locale }
        | { __typename: 'Event', uid: string, title: string, path: string, locale: Locale }
        | { __typename: 'MissionText', uid: string, title: string, path: string, locale: Locale }
        | { __typename: 'Page', uid: string, title: string, path: string, locale: Locale }
        | { __typename: 'Session', uid: string, title: string, path: string, locale: Locale }
        | { __typename: 'Speaker', uid: string, title: string, path: string, locale: Locale }
       }> } };

export type ChromeQueryVariables = Exact<{
  locale: Locale;
}>;


export type ChromeQuery = { site: { title: string, timezone: string, feeds: Array<{ mediaType: string, url: string }> }, main: { items: Array<{ uid: string, label: string, path: string }> } | null, footer: { items: Array<{ uid: string, label: string, path: string }> } | null };

export type PageEntryQueryVariables = Exact<{
  uid: string | number;
  locale: Locale;
}>;


export type PageEntryQuery = { entry:
    | { __typename: 'Book' }
    | { __typename: 'Event' }
    | { __typename: 'MissionText' }
    | { __typename: 'Page', body: { minutes: number, html: string, locale: Locale, toc: Array<{ level: number, text: string, anchor: string }> }, picture: { alt: string, altLocale: Locale | null, credit: string | null, placeholder: string, wide: { src: string, srcset: string, width: number, height: number, sources: Array<{ type: string, srcset: string }> } } | null, children: { nodes: Array<
          | { __typename: 'Book', subtitle: string | null, uid: string, path: string, title: string, summary: string, locale: Locale, published: { formatted: string } | null, cover: { alt: string, altLocale: Locale | null, credit: string | null, placeholder: string, set: { src: string, srcset: string, width: number, height: number, sources: Array<{ type: string, srcset: string }> } } | null }
          | { __typename: 'Event', recurrence: string | null, periodFormatted: string | null, uid: string, path: string, title: string, summary: string, locale: Locale, next: { periodFormatted: string, place: { name: string, city: string | null } | null } | null }
          | { __typename: 'MissionText', uid: string, path: string, title: string, summary: string, locale: Locale }
          | { __typename: 'Page', uid: string, path: string, title: string, summary: string, locale: Locale }
          | { __typename: 'Session', theme: string, periodFormatted: string | null, uid: string, path: string, title: string, summary: string, locale: Locale, sessionKind: SessionKind }
          | { __typename: 'Speaker', sortName: string | null, uid: string, path: string, title: string, summary: string, locale: Locale, affiliations: Array<{ organisation: string }> }
        > } }
    | { __typename: 'Session' }
    | { __typename: 'Speaker' }
   | null };

export type MissionTextEntryQueryVariables = Exact<{
  uid: string | number;
  locale: Locale;
}>;


export type MissionTextEntryQuery = { entry:
    | { __typename: 'Book' }
    | { __typename: 'Event' }
    | { __typename: 'MissionText', textKind: MissionTextKind, body: { html: string, locale: Locale }, statements: Array<{ key: string, text: string }>, facts: Array<{ key: string, label: string, value: string | null, source: string | null, date: { formatted: string } | null }>, copy: { text: string } }
    | { __typename: 'Page' }
    | { __typename: 'Session' }
    | { __typename: 'Speaker' }
   | null };

export type BookEntryQueryVariables = Exact<{
  uid: string | number;
  locale: Locale;
}>;


export type BookEntryQuery = { entry:
    | { __typename: 'Book', subtitle: string | null, free: boolean, isbn: string | null, authors: Array<{ uid: string, title: string, path: string, locale: Locale }>, body: { html: string, locale: Locale }, published: { formatted: string } | null, printings: Array<{ key: string, numberFormatted: string | null, copiesFormatted: string | null, revised: boolean, note: string | null }>, links: Array<{ key: string, kind: LinkKind, label: string, url: string }>, picture: { alt: string, altLocale: Locale | null, credit: string | null, placeholder: string, cover: { src: string, srcset: string, width: number, height: number, sources: Array<{ type: string, srcset: string }> } } | null }
    | { __typename: 'Event' }
    | { __typename: 'MissionText' }
    | { __typename: 'Page' }
    | { __typename: 'Session' }
    | { __typename: 'Speaker' }
   | null };

export type EventEntryQueryVariables = Exact<{
  uid: string | number;
  locale: Locale;
  from: string;
  to: string;
}>;


export type EventEntryQuery = { entry:
    | { __typename: 'Book' }
    | { __typename: 'Event', recurrence: string | null, periodFormatted: string | null, ics: string, eventKind: EventKind, body: { html: string, locale: Locale }, place: { name: string, address: string | null, city: string | null } | null, speakers: Array<{ uid: string, title: string, path: string, locale: Locale }>, sessions: { nodes: Array<{ __typename: 'Session', theme: string, periodFormatted: string | null, uid: string, path: string, title: string, summary: string, locale: Locale, sessionKind: SessionKind }> }, occurrences: Array<{ recurrenceId: string, localStart: string, periodFormatted: string, cancelled: boolean, note: string | null, place: { name: string, city: string | null } | null }>, picture: { alt: string, altLocale: Locale | null, credit: string | null, placeholder: string, wide: { src: string, srcset: string, width: number, height: number, sources: Array<{ type: string, srcset: string }> } } | null }
    | { __typename: 'MissionText' }
    | { __typename: 'Page' }
    | { __typename: 'Session' }
    | { __typename: 'Speaker' }
   | null };

export type SessionEntryQueryVariables = Exact<{
  uid: string | number;
  locale: Locale;
}>;


export type SessionEntryQuery = { entry:
    | { __typename: 'Book' }
    | { __typename: 'Event' }
    | { __typename: 'MissionText' }
    | { __typename: 'Page' }
    | { __typename: 'Session', theme: string, periodFormatted: string | null, involvement: Involvement, ics: string, seatsLeft: number | null, sessionKind: SessionKind, body: { html: string, locale: Locale }, challenge: { uid: string, title: string, path: string, locale: Locale } | null, moderator: { uid: string, title: string, path: string, locale: Locale } | null, interlocutors: Array<{ uid: string, title: string, path: string, locale: Locale }>, place: { name: string, address: string | null, city: string | null } | null, signUp: { state: SignUpState, waiting: number, capacity: number | null }, column: { title: string, newspaper: string | null, text: { html: string, locale: Locale } } | null, reports: Array<{ id: string, title: string, name: string, text: string, locale: Locale }> }
    | { __typename: 'Speaker' }
   | null };

export type SpeakerEntryQueryVariables = Exact<{
  uid: string | number;
  locale: Locale;
}>;


export type SpeakerEntryQuery = { entry:
    | { __typename: 'Book' }
    | { __typename: 'Event' }
    | { __typename: 'MissionText' }
    | { __typename: 'Page' }
    | { __typename: 'Session' }
    | { __typename: 'Speaker', role: string | null, bookable: boolean, affiliations: Array<{ key: string, organisation: string, role: string | null }>, fields: Array<{ key: string, label: string }>, bio: { html: string, locale: Locale }, books: Array<{ __typename: 'Book', subtitle: string | null, uid: string, path: string, title: string, summary: string, locale: Locale, published: { formatted: string } | null, cover: { alt: string, altLocale: Locale | null, credit: string | null, placeholder: string, set: { src: string, srcset: string, width: number, height: number, sources: Array<{ type: string, srcset: string }> } } | null }>, sessions: { nodes: Array<{ __typename: 'Session', theme: string, periodFormatted: string | null, uid: string, path: string, title: string, summary: string, locale: Locale, sessionKind: SessionKind }> }, picture: { alt: string, altLocale: Locale | null, credit: string | null, placeholder: string, portrait: { src: string, srcset: string, width: number, height: number, sources: Array<{ type: string, srcset: string }> } } | null }
   | null };

export type SignUpFormQueryVariables = Exact<{
  session: string | number;
  locale: Locale;
  fallback?: Array<Locale> | Locale | null | undefined;
}>;


export type SignUpFormQuery = { entry:
    | { __typename: 'Book', uid: string, title: string, path: string, locale: Locale, summary: string }
    | { __typename: 'Event', uid: string, title: string, path: string, locale: Locale, summary: string }
    | { __typename: 'MissionText', uid: string, title: string, path: string, locale: Locale, summary: string }
    | { __typename: 'Page', uid: string, title: string, path: string, locale: Locale, summary: string }
    | { __typename: 'Session', theme: string, periodFormatted: string | null, seatsLeft: number | null, uid: string, title: string, path: string, locale: Locale, summary: string, place: { name: string, city: string | null } | null, signUp: { state: SignUpState, waiting: number, capacity: number | null, consent: { text: string, version: string } } }
    | { __typename: 'Speaker', uid: string, title: string, path: string, locale: Locale, summary: string }
   | null };

export type SignUpMutationVariables = Exact<{
  input: SignUpInput;
}>;


export type SignUpMutation = { signUpForSession:
    | { __typename: 'ConfirmationSent', message: string }
    | { __typename: 'DeadLink', code: string, message: string }
    | { __typename: 'InvalidInput', message: string, code: string, fields: Array<{ field: string, code: string, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'RateLimited', message: string, retryAfter: number, code: string }
    | { __typename: 'Refused', code: string, message: string }
    | { __typename: 'SessionClosed', code: string, message: string }
    | { __typename: 'SignUpCancelled' }
    | { __typename: 'SignedUp' }
    | { __typename: 'WaitListed' }
   };

export type SpeakerFormQueryVariables = Exact<{
  locale: Locale;
}>;


export type SpeakerFormQuery = { consents: { requestSpeaker: { text: string, version: string } }, tags: Array<{ key: string, label: string }> };

export type RequestSpeakerMutationVariables = Exact<{
  input: SpeakerRequestInput;
}>;


export type RequestSpeakerMutation = { requestSpeaker:
    | { __typename: 'ConfirmationSent', message: string }
    | { __typename: 'DeadLink', code: string, message: string }
    | { __typename: 'InvalidInput', message: string, code: string, fields: Array<{ field: string, code: string, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'RateLimited', message: string, retryAfter: number, code: string }
    | { __typename: 'Refused', code: string, message: string }
    | { __typename: 'SpeakerRequestErased' }
    | { __typename: 'SpeakerRequested' }
   };

export type PreviewOfSubscriptionVariables = Exact<{
  path: string;
}>;


export type PreviewOfSubscription = { preview:
    | { __typename: 'ContentRoute', content:
        | { uid: string, etag: string }
        | { uid: string, etag: string }
        | { uid: string, etag: string }
        | { uid: string, etag: string }
        | { uid: string, etag: string }
        | { uid: string, etag: string }
       }
    | { __typename: 'Gone' }
    | { __typename: 'Redirect', to: string }
   };

export type ChangesSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type ChangesSubscription = { contentChanged: { uid: string } };

export type SearchQueryVariables = Exact<{
  text: string;
  locale: Locale;
  types?: Array<ContentType> | ContentType | null | undefined;
  after?: string | null | undefined;
}>;


export type SearchQuery = { search: { totalCount: number, didYouMean: string | null, facets: Array<{ values: Array<{ value: string, label: string, count: number }> }>, nodes: Array<{ highlight: string, content:
        | { __typename: 'Book', uid: string, title: string, path: string, locale: Locale }
        | { __typename: 'Event', uid: string, title: string, path: string, locale: Locale }
        | { __typename: 'MissionText', uid: string, title: string, path: string, locale: Locale }
        | { __typename: 'Page', uid: string, title: string, path: string, locale: Locale }
        | { __typename: 'Session', uid: string, title: string, path: string, locale: Locale }
        | { __typename: 'Speaker', uid: string, title: string, path: string, locale: Locale }
       }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const SharedFragmentDoc = new TypedDocumentString(`
    fragment Shared on Image {
  set(preset: SHARE) {
    src
    width
    height
  }
}
    `, {"fragmentName":"Shared"}) as unknown as TypedDocumentString<SharedFragment, unknown>;
export const HeadFragmentDoc = new TypedDocumentString(`
    fragment Head on Content {
  __typename
  uid
  path
  title
  summary
  locale
  jsonLd
  seo {
    title
    description
    noindex
  }
  breadcrumbs {
    title
    path
  }
  translations {
    locale
    path
    isSource
  }
  localization {
    isStale
    isFallback
    served
    fields {
      name
      state
      source
      sourceChangedAt
    }
  }
  tags {
    key
    label
  }
  image {
    ...Shared
  }
}
    fragment Shared on Image {
  set(preset: SHARE) {
    src
    width
    height
  }
}`, {"fragmentName":"Head"}) as unknown as TypedDocumentString<HeadFragment, unknown>;
export const TextFragmentDoc = new TypedDocumentString(`
    fragment Text on RichText {
  html
  locale
}
    `, {"fragmentName":"Text"}) as unknown as TypedDocumentString<TextFragment, unknown>;
export const PictureFragmentDoc = new TypedDocumentString(`
    fragment Picture on Image {
  alt
  altLocale
  credit
  placeholder
}
    `, {"fragmentName":"Picture"}) as unknown as TypedDocumentString<PictureFragment, unknown>;
export const SizesFragmentDoc = new TypedDocumentString(`
    fragment Sizes on ImageSet {
  src
  srcset
  width
  height
  sources {
    type
    srcset
  }
}
    `, {"fragmentName":"Sizes"}) as unknown as TypedDocumentString<SizesFragment, unknown>;
export const CardFragmentDoc = new TypedDocumentString(`
    fragment Card on Content {
  __typename
  uid
  path
  title
  summary
  locale
  ... on Book {
    subtitle
    published {
      formatted
    }
    cover: image {
      ...Picture
      set(preset: TEXT) {
        ...Sizes
      }
    }
  }
  ... on Event {
    recurrence
    periodFormatted
    next {
      periodFormatted
      place {
        name
        city
      }
    }
  }
  ... on Session {
    theme
    periodFormatted
    sessionKind: kind
  }
  ... on Speaker {
    sortName
    affiliations {
      organisation
    }
  }
}
    fragment Picture on Image {
  alt
  altLocale
  credit
  placeholder
}
fragment Sizes on ImageSet {
  src
  srcset
  width
  height
  sources {
    type
    srcset
  }
}`, {"fragmentName":"Card"}) as unknown as TypedDocumentString<CardFragment, unknown>;
export const PlainFragmentDoc = new TypedDocumentString(`
    fragment Plain on Block {
  ... on TextBlock {
    body {
      html
      locale
    }
  }
  ... on ImageBlock {
    caption
    altHere: alt
    image {
      ...Picture
      text: set(preset: TEXT) {
        ...Sizes
      }
    }
  }
  ... on QuotationBlock {
    text
    attribution
    sourceUrl
    speaker {
      uid
      title
      path
      locale
    }
  }
  ... on TeaserBlock {
    heading
    blurb
    entry {
      uid
      title
      path
      locale
      summary
    }
  }
  ... on EmbedBlock {
    url
    title
    caption
    provider
  }
  ... on FileBlock {
    title
    file {
      name
      url
      mediaType
      size
    }
  }
  ... on FactsBlock {
    heading
    facts {
      key
      label
      value
      source
      date {
        formatted
      }
    }
  }
  ... on StatementsBlock {
    heading
    statements {
      key
      text
    }
  }
  ... on ListingBlock {
    heading
    items(first: 6) {
      nodes {
        uid
        title
        path
        locale
        summary
      }
    }
  }
  ... on EventsBlock {
    heading
    events {
      uid
      title
      path
      locale
      next {
        localStart
        periodFormatted
        place {
          name
        }
      }
    }
  }
  ... on SessionsBlock {
    heading
    sessions {
      uid
      title
      path
      locale
      summary
    }
  }
  ... on SpeakersBlock {
    heading
    speakers {
      uid
      title
      path
      locale
      affiliations {
        organisation
      }
    }
  }
}
    fragment Picture on Image {
  alt
  altLocale
  credit
  placeholder
}
fragment Sizes on ImageSet {
  src
  srcset
  width
  height
  sources {
    type
    srcset
  }
}`, {"fragmentName":"Plain"}) as unknown as TypedDocumentString<PlainFragment, unknown>;
export const AtAddressDocument = new TypedDocumentString(`
    query AtAddress($path: String!) {
  content(path: $path) {
    __typename
    ... on ContentRoute {
      canonical
      xDefault
      alternates {
        locale
        url
      }
      content {
        ...Head
      }
    }
    ... on Redirect {
      to
      status
    }
    ... on Gone {
      since
      suggestions {
        uid
        title
        path
        locale
      }
    }
  }
}
    fragment Head on Content {
  __typename
  uid
  path
  title
  summary
  locale
  jsonLd
  seo {
    title
    description
    noindex
  }
  breadcrumbs {
    title
    path
  }
  translations {
    locale
    path
    isSource
  }
  localization {
    isStale
    isFallback
    served
    fields {
      name
      state
      source
      sourceChangedAt
    }
  }
  tags {
    key
    label
  }
  image {
    ...Shared
  }
}
fragment Shared on Image {
  set(preset: SHARE) {
    src
    width
    height
  }
}`) as unknown as TypedDocumentString<AtAddressQuery, AtAddressQueryVariables>;
export const BlocksOfDocument = new TypedDocumentString(`
    query BlocksOf($uid: ID!, $locale: Locale!) {
  entry(uid: $uid, locale: $locale) {
    __typename
    ... on Page {
      blocks {
        key
        anchor
        __typename
        ...Plain
        ... on ColumnsBlock {
          columns {
            key
            blocks {
              key
              anchor
              __typename
              ...Plain
            }
          }
        }
      }
    }
  }
}
    fragment Picture on Image {
  alt
  altLocale
  credit
  placeholder
}
fragment Sizes on ImageSet {
  src
  srcset
  width
  height
  sources {
    type
    srcset
  }
}
fragment Plain on Block {
  ... on TextBlock {
    body {
      html
      locale
    }
  }
  ... on ImageBlock {
    caption
    altHere: alt
    image {
      ...Picture
      text: set(preset: TEXT) {
        ...Sizes
      }
    }
  }
  ... on QuotationBlock {
    text
    attribution
    sourceUrl
    speaker {
      uid
      title
      path
      locale
    }
  }
  ... on TeaserBlock {
    heading
    blurb
    entry {
      uid
      title
      path
      locale
      summary
    }
  }
  ... on EmbedBlock {
    url
    title
    caption
    provider
  }
  ... on FileBlock {
    title
    file {
      name
      url
      mediaType
      size
    }
  }
  ... on FactsBlock {
    heading
    facts {
      key
      label
      value
      source
      date {
        formatted
      }
    }
  }
  ... on StatementsBlock {
    heading
    statements {
      key
      text
    }
  }
  ... on ListingBlock {
    heading
    items(first: 6) {
      nodes {
        uid
        title
        path
        locale
        summary
      }
    }
  }
  ... on EventsBlock {
    heading
    events {
      uid
      title
      path
      locale
      next {
        localStart
        periodFormatted
        place {
          name
        }
      }
    }
  }
  ... on SessionsBlock {
    heading
    sessions {
      uid
      title
      path
      locale
      summary
    }
  }
  ... on SpeakersBlock {
    heading
    speakers {
      uid
      title
      path
      locale
      affiliations {
        organisation
      }
    }
  }
}`) as unknown as TypedDocumentString<BlocksOfQuery, BlocksOfQueryVariables>;
export const SeldomDocument = new TypedDocumentString(`
    query Seldom($locale: Locale!) {
  missionTexts(locale: $locale, first: 100) {
    nodes {
      path
    }
  }
  books(locale: $locale, first: 100) {
    nodes {
      path
    }
  }
  pages(locale: $locale, first: 100) {
    nodes {
      path
      blocks {
        key
      }
      children(types: [EVENT, SESSION, SPEAKER], first: 1) {
        nodes {
          uid
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SeldomQuery, SeldomQueryVariables>;
export const MonthDocument = new TypedDocumentString(`
    query Month($from: DateTime!, $to: DateTime!, $locale: Locale!, $fallback: [Locale!]) {
  calendar(from: $from, to: $to, locale: $locale, fallback: $fallback, first: 200) {
    nodes {
      recurrenceId
      localStart
      localEnd
      wholeDay
      periodFormatted
      cancelled
      note
      place {
        name
        city
      }
      content {
        __typename
        uid
        title
        path
        locale
      }
    }
  }
}
    `) as unknown as TypedDocumentString<MonthQuery, MonthQueryVariables>;
export const ChromeDocument = new TypedDocumentString(`
    query Chrome($locale: Locale!) {
  site(locale: $locale) {
    title
    timezone
    feeds {
      mediaType
      url
    }
  }
  main: menu(name: "main", locale: $locale, depth: 1) {
    items {
      uid
      label
      path
    }
  }
  footer: menu(name: "footer", locale: $locale, depth: 1) {
    items {
      uid
      label
      path
    }
  }
}
    `) as unknown as TypedDocumentString<ChromeQuery, ChromeQueryVariables>;
export const PageEntryDocument = new TypedDocumentString(`
    query PageEntry($uid: ID!, $locale: Locale!) {
  entry(uid: $uid, locale: $locale) {
    __typename
    ... on Page {
      body {
        ...Text
        minutes
        toc {
          level
          text
          anchor
        }
      }
      picture: image {
        ...Picture
        wide: set(preset: WIDE) {
          ...Sizes
        }
      }
      children(first: 60) {
        nodes {
          ...Card
        }
      }
    }
  }
}
    fragment Text on RichText {
  html
  locale
}
fragment Picture on Image {
  alt
  altLocale
  credit
  placeholder
}
fragment Sizes on ImageSet {
  src
  srcset
  width
  height
  sources {
    type
    srcset
  }
}
fragment Card on Content {
  __typename
  uid
  path
  title
  summary
  locale
  ... on Book {
    subtitle
    published {
      formatted
    }
    cover: image {
      ...Picture
      set(preset: TEXT) {
        ...Sizes
      }
    }
  }
  ... on Event {
    recurrence
    periodFormatted
    next {
      periodFormatted
      place {
        name
        city
      }
    }
  }
  ... on Session {
    theme
    periodFormatted
    sessionKind: kind
  }
  ... on Speaker {
    sortName
    affiliations {
      organisation
    }
  }
}`) as unknown as TypedDocumentString<PageEntryQuery, PageEntryQueryVariables>;
export const MissionTextEntryDocument = new TypedDocumentString(`
    query MissionTextEntry($uid: ID!, $locale: Locale!) {
  entry(uid: $uid, locale: $locale) {
    __typename
    ... on MissionText {
      textKind: kind
      body {
        ...Text
      }
      statements {
        key
        text
      }
      facts {
        key
        label
        value
        source
        date {
          formatted
        }
      }
      copy {
        text
      }
    }
  }
}
    fragment Text on RichText {
  html
  locale
}`) as unknown as TypedDocumentString<MissionTextEntryQuery, MissionTextEntryQueryVariables>;
export const BookEntryDocument = new TypedDocumentString(`
    query BookEntry($uid: ID!, $locale: Locale!) {
  entry(uid: $uid, locale: $locale) {
    __typename
    ... on Book {
      subtitle
      free
      isbn
      authors {
        uid
        title
        path
        locale
      }
      body {
        ...Text
      }
      published {
        formatted
      }
      printings {
        key
        numberFormatted
        copiesFormatted
        revised
        note
      }
      links {
        key
        kind
        label
        url
      }
      picture: image {
        ...Picture
        cover: set(preset: TEXT) {
          ...Sizes
        }
      }
    }
  }
}
    fragment Text on RichText {
  html
  locale
}
fragment Picture on Image {
  alt
  altLocale
  credit
  placeholder
}
fragment Sizes on ImageSet {
  src
  srcset
  width
  height
  sources {
    type
    srcset
  }
}`) as unknown as TypedDocumentString<BookEntryQuery, BookEntryQueryVariables>;
export const EventEntryDocument = new TypedDocumentString(`
    query EventEntry($uid: ID!, $locale: Locale!, $from: DateTime!, $to: DateTime!) {
  entry(uid: $uid, locale: $locale) {
    __typename
    ... on Event {
      eventKind: kind
      recurrence
      periodFormatted
      ics
      body {
        ...Text
      }
      place {
        name
        address
        city
      }
      speakers {
        uid
        title
        path
        locale
      }
      sessions(first: 20) {
        nodes {
          ...Card
        }
      }
      occurrences(from: $from, to: $to, first: 12) {
        recurrenceId
        localStart
        periodFormatted
        cancelled
        note
        place {
          name
          city
        }
      }
      picture: image {
        ...Picture
        wide: set(preset: WIDE) {
          ...Sizes
        }
      }
    }
  }
}
    fragment Text on RichText {
  html
  locale
}
fragment Picture on Image {
  alt
  altLocale
  credit
  placeholder
}
fragment Sizes on ImageSet {
  src
  srcset
  width
  height
  sources {
    type
    srcset
  }
}
fragment Card on Content {
  __typename
  uid
  path
  title
  summary
  locale
  ... on Book {
    subtitle
    published {
      formatted
    }
    cover: image {
      ...Picture
      set(preset: TEXT) {
        ...Sizes
      }
    }
  }
  ... on Event {
    recurrence
    periodFormatted
    next {
      periodFormatted
      place {
        name
        city
      }
    }
  }
  ... on Session {
    theme
    periodFormatted
    sessionKind: kind
  }
  ... on Speaker {
    sortName
    affiliations {
      organisation
    }
  }
}`) as unknown as TypedDocumentString<EventEntryQuery, EventEntryQueryVariables>;
export const SessionEntryDocument = new TypedDocumentString(`
    query SessionEntry($uid: ID!, $locale: Locale!) {
  entry(uid: $uid, locale: $locale) {
    __typename
    ... on Session {
      sessionKind: kind
      theme
      periodFormatted
      involvement
      ics
      body {
        ...Text
      }
      challenge {
        uid
        title
        path
        locale
      }
      moderator {
        uid
        title
        path
        locale
      }
      interlocutors {
        uid
        title
        path
        locale
      }
      place {
        name
        address
        city
      }
      seatsLeft
      signUp {
        state
        waiting
        capacity
      }
      column {
        title
        newspaper
        text {
          ...Text
        }
      }
      reports {
        id
        title
        name
        text
        locale
      }
    }
  }
}
    fragment Text on RichText {
  html
  locale
}`) as unknown as TypedDocumentString<SessionEntryQuery, SessionEntryQueryVariables>;
export const SpeakerEntryDocument = new TypedDocumentString(`
    query SpeakerEntry($uid: ID!, $locale: Locale!) {
  entry(uid: $uid, locale: $locale) {
    __typename
    ... on Speaker {
      role
      bookable
      affiliations {
        key
        organisation
        role
      }
      fields {
        key
        label
      }
      bio {
        ...Text
      }
      books {
        ...Card
      }
      sessions(first: 20) {
        nodes {
          ...Card
        }
      }
      picture: image {
        ...Picture
        portrait: set(preset: PORTRAIT) {
          ...Sizes
        }
      }
    }
  }
}
    fragment Text on RichText {
  html
  locale
}
fragment Picture on Image {
  alt
  altLocale
  credit
  placeholder
}
fragment Sizes on ImageSet {
  src
  srcset
  width
  height
  sources {
    type
    srcset
  }
}
fragment Card on Content {
  __typename
  uid
  path
  title
  summary
  locale
  ... on Book {
    subtitle
    published {
      formatted
    }
    cover: image {
      ...Picture
      set(preset: TEXT) {
        ...Sizes
      }
    }
  }
  ... on Event {
    recurrence
    periodFormatted
    next {
      periodFormatted
      place {
        name
        city
      }
    }
  }
  ... on Session {
    theme
    periodFormatted
    sessionKind: kind
  }
  ... on Speaker {
    sortName
    affiliations {
      organisation
    }
  }
}`) as unknown as TypedDocumentString<SpeakerEntryQuery, SpeakerEntryQueryVariables>;
export const SignUpFormDocument = new TypedDocumentString(`
    query SignUpForm($session: ID!, $locale: Locale!, $fallback: [Locale!]) {
  entry(uid: $session, locale: $locale, fallback: $fallback) {
    __typename
    uid
    title
    path
    locale
    summary
    ... on Session {
      theme
      periodFormatted
      seatsLeft
      place {
        name
        city
      }
      signUp {
        state
        waiting
        capacity
        consent {
          text
          version
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SignUpFormQuery, SignUpFormQueryVariables>;
export const SignUpDocument = new TypedDocumentString(`
    mutation SignUp($input: SignUpInput!) {
  signUpForSession(input: $input) {
    __typename
    ... on ConfirmationSent {
      message
    }
    ... on InvalidInput {
      message
      fields {
        field
        code
        message
      }
    }
    ... on RateLimited {
      message
      retryAfter
    }
    ... on Problem {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<SignUpMutation, SignUpMutationVariables>;
export const SpeakerFormDocument = new TypedDocumentString(`
    query SpeakerForm($locale: Locale!) {
  consents(locale: $locale) {
    requestSpeaker {
      text
      version
    }
  }
  tags(locale: $locale) {
    key
    label
  }
}
    `) as unknown as TypedDocumentString<SpeakerFormQuery, SpeakerFormQueryVariables>;
export const RequestSpeakerDocument = new TypedDocumentString(`
    mutation RequestSpeaker($input: SpeakerRequestInput!) {
  requestSpeaker(input: $input) {
    __typename
    ... on ConfirmationSent {
      message
    }
    ... on InvalidInput {
      message
      fields {
        field
        code
        message
      }
    }
    ... on RateLimited {
      message
      retryAfter
    }
    ... on Problem {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<RequestSpeakerMutation, RequestSpeakerMutationVariables>;
export const PreviewOfDocument = new TypedDocumentString(`
    subscription PreviewOf($path: String!) {
  preview(path: $path) {
    __typename
    ... on ContentRoute {
      content {
        uid
        etag
      }
    }
    ... on Redirect {
      to
    }
  }
}
    `) as unknown as TypedDocumentString<PreviewOfSubscription, PreviewOfSubscriptionVariables>;
export const ChangesDocument = new TypedDocumentString(`
    subscription Changes {
  contentChanged {
    uid
  }
}
    `) as unknown as TypedDocumentString<ChangesSubscription, ChangesSubscriptionVariables>;
export const SearchDocument = new TypedDocumentString(`
    query Search($text: String!, $locale: Locale!, $types: [ContentType!], $after: String) {
  search(text: $text, locale: $locale, types: $types, first: 10, after: $after) {
    totalCount
    didYouMean
    facets(by: [TYPE]) {
      values {
        value
        label
        count
      }
    }
    nodes {
      highlight
      content {
        __typename
        uid
        title
        path
        locale
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<SearchQuery, SearchQueryVariables>;
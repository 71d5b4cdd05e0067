"""The desks of the demonstration, as they are told: in Italian, all of them examples."""

from dataclasses import dataclass

from wemi_piemonte.desks.operations import DeskValues
from wemi_piemonte.desks.rules import DeskKind

_FULL = "listen plan send_requests fill_forms isee digital_identity book_visits interpreter"
_ON_THE_MOVE = "listen plan send_requests fill_forms digital_identity home_visit"
_POINT = "listen plan digital_identity"
_COME = (
    "Ti ascoltiamo e cerchiamo con te i servizi che servono, anche per più bisogni insieme. Puoi"
    " venire senza appuntamento, oppure prenotare per non aspettare."
)
_TOUR = (
    "Il furgone dello sportello si ferma nei paesi della valle. Facciamo le stesse cose di uno"
    " sportello fisso; se non puoi uscire di casa, chiama: veniamo noi."
)
_PLACE = (
    "Un luogo che conosci già, dove qualcuno ti ascolta, stampa con te un primo piano e lo passa"
    " allo sportello più vicino. Non serve dire come ti chiami."
)

Rule = tuple[str, str, str]
"""On which days, from when, until when."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A halt of a tour: where, when, every how many weeks."""

    name: str
    municipality: str
    rule: Rule
    interval: int = 1
    spoken: str = ""
    address: str = "piazza dell'Esempio"


@dataclass(frozen=True, slots=True)
class Example:
    """A desk, whose it is, and when and where it is met."""

    key: str
    body: str
    values: DeskValues
    rules: tuple[Rule, ...] = ()
    stops: tuple[Stop, ...] = ()


def _fixed(key: str, body: str, rules: tuple[Rule, ...], **values: object) -> Example:
    told = {
        "kind": DeskKind.FIXED,
        "name": f"Sportello di {key}",
        "description": _COME,
        "can_do": _FULL,
        "slot_places": 2,
        **values,
    }
    return Example(key, body, DeskValues(**told), rules)  # type: ignore[arg-type]


def _point(key: str, rules: tuple[Rule, ...], **values: object) -> Example:
    told = {"kind": DeskKind.POINT, "description": _PLACE, "can_do": _POINT, **values}
    return Example(key, _IRIS, DeskValues(**told), rules)  # type: ignore[arg-type]


_IRIS = "Consorzio Intercomunale dei Servizi Socio-assistenziali I.R.I.S."
_MORNINGS = ("MO,TU,WE,TH,FR", "09:00", "12:30")

EXAMPLES = (
    _fixed(
        "Torino",
        "Città di Torino",
        (("MO,TU,WE,TH,FR", "09:00", "13:00"), ("TU,TH", "14:00", "18:00")),
        spoken="it en fr ar ro zh es",
        access="step_free accessible_toilet lift hearing_loop sign_language",
        municipality="001272",
        address="via dell'Esempio 12",
        directions="L'ingresso è sotto i portici, senza gradini. Il tram si ferma davanti.",
        latitude=45.0938,
        longitude=7.6966,
        phone="+39 011 000 0112",
        email="torino@sportelli.wemi.example",
        slot_places=3,
    ),
    _fixed(
        "Cuneo",
        "Consorzio socio-assistenziale del cuneese",
        (_MORNINGS, ("WE", "14:00", "17:30")),
        spoken="it fr sq",
        access="step_free accessible_toilet parking",
        municipality="004078",
        address="via dell'Esempio 3",
        directions="L'ingresso è in fondo al cortile: suona al primo campanello.",
        phone="+39 0171 000 0103",
        email="cuneo@sportelli.wemi.example",
    ),
    _fixed(
        "Biella",
        _IRIS,
        (_MORNINGS, ("TH", "15:00", "19:00")),
        spoken="it en ar",
        access="step_free accessible_toilet quiet_room",
        municipality="096004",
        address="via dell'Esempio 8",
        directions="L'ingresso è nel cortile, con una rampa.",
        phone="+39 015 000 0108",
        email="biella@sportelli.wemi.example",
    ),
    _fixed(
        "Novara",
        "Comune di Novara",
        (("MO,WE,FR", "08:30", "12:30"), ("TU", "14:00", "18:00")),
        spoken="it en ro uk ur",
        access="step_free lift accessible_toilet",
        municipality="003106",
        address="corso dell'Esempio 21",
        phone="+39 0321 000 0121",
        email="novara@sportelli.wemi.example",
    ),
    _fixed(
        "Alessandria",
        "C.I.S.S.A.C.A.",
        (_MORNINGS,),
        spoken="it es sq",
        access="step_free",
        municipality="006003",
        address="via dell'Esempio 40",
        phone="+39 0131 000 0140",
        email="alessandria@sportelli.wemi.example",
    ),
    _fixed(
        "Asti",
        "Fondazione Borbore",
        (("MO,TU,TH,FR", "09:00", "12:00"), ("SA", "09:00", "11:30")),
        spoken="it ro sq mk",
        access="step_free parking quiet_room",
        municipality="005005",
        address="piazza dell'Esempio 2",
        phone="+39 0141 000 0102",
        email="asti@sportelli.wemi.example",
    ),
    _fixed(
        "Vercelli",
        "Comune di Vercelli",
        (("MO,WE,FR", "09:00", "12:00"), ("TU,TH", "14:30", "17:30")),
        spoken="it en",
        access="step_free accessible_toilet",
        municipality="002158",
        address="via dell'Esempio 5",
        phone="+39 0161 000 0105",
        email="vercelli@sportelli.wemi.example",
    ),
    _fixed(
        "Verbania",
        "C.I.S.S. Verbano",
        (("MO,TU,TH", "09:00", "12:30"), ("WE", "13:30", "17:00")),
        spoken="it de uk",
        access="lift accessible_toilet",
        municipality="103072",
        address="corso dell'Esempio 17",
        phone="+39 0323 000 0117",
        email="verbania@sportelli.wemi.example",
    ),
    Example(
        "Valle Po e Valle Varaita",
        "Consorzio Monviso Solidale",
        DeskValues(
            kind=DeskKind.ITINERANT,
            name="Sportello itinerante Valle Po e Valle Varaita",
            description=_TOUR,
            can_do=_ON_THE_MOVE,
            spoken="it fr",
            access="step_free",
            municipality="004203",
            directions="Il furgone blu si ferma nella piazza principale di ogni paese.",
            phone="+39 0175 000 0130",
            email="tour.monviso@sportelli.wemi.example",
            slot_minutes=30,
            slot_places=1,
        ),
        stops=(
            Stop("Paesana", "004157", ("MO", "09:00", "12:00")),
            Stop("Sampeyre", "004205", ("TU", "09:30", "12:30")),
            Stop("Venasca", "004237", ("TH", "14:00", "17:00"), spoken="ar"),
            Stop("Crissolo", "004077", ("WE", "10:00", "12:00"), interval=2),
        ),
    ),
    Example(
        "Ossola",
        "Zaino e Bastone APS",
        DeskValues(
            kind=DeskKind.ITINERANT,
            name="Sportello itinerante dell'Ossola",
            description=_TOUR,
            can_do=_ON_THE_MOVE,
            spoken="it de",
            access="step_free",
            municipality="103028",
            phone="+39 0324 000 0150",
            email="tour.ossola@sportelli.wemi.example",
            slot_minutes=30,
            slot_places=1,
        ),
        stops=(
            Stop("Domodossola", "103028", ("WE", "09:00", "13:00"), spoken="uk"),
            Stop("Villadossola", "103075", ("FR", "09:00", "12:00")),
            Stop("Varzo", "103071", ("TH", "10:00", "12:30")),
            Stop("Santa Maria Maggiore", "103062", ("TU", "10:00", "13:00"), interval=2),
        ),
    ),
    _point(
        "Candelo",
        (("TU,TH", "14:30", "18:00"), ("SA", "09:00", "12:00")),
        name="Punto di comunità - Biblioteca di Candelo",
        spoken="it en",
        access="step_free accessible_toilet quiet_room",
        municipality="096012",
        address="via dell'Esempio 1",
        phone="+39 015 000 0161",
        referent="Chi è al banco dei prestiti",
    ),
    _point(
        "Andorno Micca",
        (("FR", "15:00", "18:00"),),
        name="Punto di comunità - Pro loco di Andorno Micca",
        municipality="096002",
        address="piazza dell'Esempio 4",
        phone="+39 015 000 0162",
        referent="Chi è di turno alla pro loco",
    ),
    _point(
        "Cossato",
        (("MO,TU,WE,TH,FR", "07:30", "12:30"), ("MO,TU,TH,FR", "15:30", "19:00")),
        name="Punto di comunità - Edicola di Cossato",
        spoken="it ro",
        access="step_free",
        municipality="096020",
        address="via dell'Esempio 27",
        phone="+39 015 000 0163",
        referent="Chi è al banco dell'edicola",
    ),
    Example(
        "a distanza",
        "Città di Torino",
        DeskValues(
            kind=DeskKind.DIGITAL,
            name="Sportello a distanza, per telefono e in video",
            description=(
                "Chiama, oppure apri la videochiamata: non serve registrarsi. Se parli un'altra"
                " lingua, dilla: chiamiamo un interprete."
            ),
            can_do="listen plan send_requests fill_forms book_visits interpreter",
            spoken="it en fr es ro ar sq uk zh",
            access="sign_language",
            phone="+39 011 000 0100",
            email="distanza@sportelli.wemi.example",
            url="https://video.sportelli.wemi.example/sala",
            slot_minutes=20,
            slot_places=4,
        ),
        (("MO,TU,WE,TH,FR", "09:00", "19:00"), ("SA", "09:00", "13:00")),
    ),
)

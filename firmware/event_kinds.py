"""The table of events: everything the meter notes in its log, by a number that stays for ever.

A constant is the kind's number, its name in small letters the kind's name. A row of KINDS is
(number, group, how long, unit of the value, text): how long is MOMENT for what happens at once,
LASTS for what begins and ends, and is recorded at both. New kinds take the next free number; none
is ever given another meaning. Codes of IDIS (the companion profile of IEC 62056) are from memory,
not checked.

A meter keeps only the numbers that its modules have taken from here (`firmware.app.READ_ONCE`).
"""

from firmware.compat import const

POWER_DOWN = const(1)
POWER_UP = const(2)
POWER_UP_LONG = const(3)
RESTART = const(4)
CLOCK_SET = const(5)
CLOCK_INVALID = const(6)
CLOCK_BATTERY = const(7)
CLOCK_DOUBTED = const(8)
DAYLIGHT_SAVING = const(9)
TARIFF_INSTALLED = const(10)
TARIFF_SWITCHED = const(11)
TARIFF_REFUSED = const(12)
TARIFF_LOST = const(13)
BILL_CLOSED = const(14)
STATE_LOST = const(15)
HISTORY_BROKEN = const(16)
ROLLBACK_SUSPECTED = const(17)
COPIES_DISAGREE = const(18)
MEMORY_ERROR = const(19)
FLASH_LOST = const(20)
FLASH_ERROR = const(21)
EVENTS_OVERFLOW = const(22)
EVENTS_LOST = const(23)
EVENTS_ALTERED = const(24)
PROFILE_OVERFLOW = const(25)
PROFILE_LOST = const(26)
STATE_MIGRATED = const(27)
STATE_REFUSED = const(28)
CHIP_SET_UP = const(29)
CHIP_LOST = const(30)
CHIP_DOUBTFUL = const(31)
PHASES_DISAGREE = const(32)
ENERGY_UNCERTAIN = const(33)
TASK_RESTARTED = const(34)
WATCHDOG = const(35)
SAFE_MODE = const(36)
OUT_OF_MEMORY = const(37)
LINK_LOST = const(38)
LINK_REFUSED = const(39)
COMMUNICATION_RESTARTED = const(40)
FIRMWARE_ACTIVATED = const(41)
FIRMWARE_REFUSED = const(42)
PARAMETERS_CHANGED = const(43)
SUPPLY_OPENED = const(44)
SUPPLY_CLOSED = const(45)
SUPPLY_READY = const(46)
SUPPLY_NOT_OPENED = const(47)
SUPPLY_NOT_CLOSED = const(48)
SUPPLY_MOVED = const(49)
OPENING_COMMANDED = const(50)
CLOSING_PERMITTED = const(51)
BUTTON_PRESSED = const(52)
CREDIT_LOADED = const(53)
CREDIT_REFUNDED = const(54)
CREDIT_CARRIED = const(55)
DEBT_SET = const(56)
EMERGENCY_TAKEN = const(57)
CREDIT_LOW_1 = const(58)
CREDIT_LOW_2 = const(59)
CREDIT_OUT = const(60)
COMMAND_DUPLICATE = const(61)
COMMAND_REFUSED = const(62)
SAG_A = const(63)
SAG_B = const(64)
SAG_C = const(65)
SWELL_A = const(66)
SWELL_B = const(67)
SWELL_C = const(68)
PHASE_LOSS_A = const(69)
PHASE_LOSS_B = const(70)
PHASE_LOSS_C = const(71)
OVER_CURRENT_A = const(72)
OVER_CURRENT_B = const(73)
OVER_CURRENT_C = const(74)
CURRENT_REVERSED_A = const(75)
CURRENT_REVERSED_B = const(76)
CURRENT_REVERSED_C = const(77)
VOLTAGE_SEQUENCE = const(78)
CURRENT_SEQUENCE = const(79)
FREQUENCY_LOW = const(80)
FREQUENCY_HIGH = const(81)
NEUTRAL_CURRENT = const(82)

MOMENT, LASTS = 0, 1
KINDS = (
    (POWER_DOWN, "power", MOMENT, "", "The supply has ended; IDIS 1"),
    (POWER_UP, "power", MOMENT, "", "The supply is back after an outage; IDIS 2"),
    (POWER_UP_LONG, "power", MOMENT, "", "The same after an outage of more than 180 s"),
    (RESTART, "power", MOMENT, "cause", "The processor started anew, the supply had not ended"),
    (
        CLOCK_SET,
        "clock",
        MOMENT,
        "s",
        "The clock stepped, the value is its time before; IDIS 4, 5",
    ),
    (CLOCK_INVALID, "clock", LASTS, "", "The clock does not know the time; IDIS 6"),
    (CLOCK_BATTERY, "clock", LASTS, "", "The clock's battery is empty; IDIS 7"),
    (CLOCK_DOUBTED, "clock", LASTS, "s", "The clock leapt so far ahead that it is not believed"),
    (DAYLIGHT_SAVING, "clock", MOMENT, "s", "Local time has another offset; IDIS 3"),
    (TARIFF_INSTALLED, "tariff", MOMENT, "s", "A tariff waits for its second; IDIS 19"),
    (TARIFF_SWITCHED, "tariff", MOMENT, "CRC", "The tariff that waited holds; IDIS 9"),
    (TARIFF_REFUSED, "tariff", MOMENT, "", "A tariff cannot be used here"),
    (TARIFF_LOST, "tariff", MOMENT, "", "The tariff was damaged; the first one holds"),
    (BILL_CLOSED, "tariff", MOMENT, "u", "A bill was closed, the value is its total"),
    (STATE_LOST, "memory", MOMENT, "", "No stored state could be read; IDIS 14"),
    (HISTORY_BROKEN, "memory", MOMENT, "", "The state is older than what was stored last"),
    (ROLLBACK_SUSPECTED, "memory", MOMENT, "", "A total fell below what it had been"),
    (COPIES_DISAGREE, "memory", MOMENT, "", "Two copies of the state say different things"),
    (MEMORY_ERROR, "memory", MOMENT, "address", "The FRAM did not keep what was written; IDIS 14"),
    (FLASH_LOST, "memory", LASTS, "", "The flash does not answer"),
    (FLASH_ERROR, "memory", MOMENT, "address", "The flash did not keep what was written"),
    (EVENTS_OVERFLOW, "memory", MOMENT, "events", "Events that nobody has read are overwritten"),
    (EVENTS_LOST, "memory", MOMENT, "events", "Events could not be kept for want of a flash"),
    (EVENTS_ALTERED, "memory", MOMENT, "sequence", "An event was changed or is missing"),
    (PROFILE_OVERFLOW, "memory", MOMENT, "", "Load profile that nobody has read is overwritten"),
    (PROFILE_LOST, "memory", MOMENT, "", "Load profile could not be kept or read"),
    (STATE_MIGRATED, "memory", MOMENT, "layout", "A state of an older layout was taken over"),
    (STATE_REFUSED, "memory", MOMENT, "layout", "A state of a newer layout was not taken over"),
    (CHIP_SET_UP, "chip", MOMENT, "", "The metering chip was set up again; IDIS 16"),
    (CHIP_LOST, "chip", LASTS, "", "The metering chip does not answer; IDIS 16"),
    (CHIP_DOUBTFUL, "chip", LASTS, "readings", "Readings of the metering chip are doubtful"),
    (PHASES_DISAGREE, "chip", MOMENT, "", "The phases do not add up to the total"),
    (
        ENERGY_UNCERTAIN,
        "chip",
        MOMENT,
        "s",
        "The meter was away so long that counts may be missing",
    ),
    (TASK_RESTARTED, "system", MOMENT, "task", "A task of the firmware was started anew"),
    (WATCHDOG, "system", MOMENT, "", "The watchdog has started the processor anew; IDIS 15"),
    (SAFE_MODE, "system", LASTS, "cause", "The meter only measures"),
    (OUT_OF_MEMORY, "system", MOMENT, "", "There was too little memory for something"),
    (LINK_LOST, "system", LASTS, "", "The communication processor is silent"),
    (LINK_REFUSED, "system", MOMENT, "", "The communication processor asked too much"),
    (COMMUNICATION_RESTARTED, "system", MOMENT, "", "The communication processor was reset"),
    (FIRMWARE_ACTIVATED, "system", MOMENT, "", "Another firmware runs; IDIS 18"),
    (FIRMWARE_REFUSED, "system", MOMENT, "", "Another firmware was not taken; IDIS 51"),
    (PARAMETERS_CHANGED, "system", MOMENT, "", "Settings were changed; IDIS 47"),
    (SUPPLY_OPENED, "supply", MOMENT, "causes", "The switch has opened; IDIS 62, 64"),
    (SUPPLY_CLOSED, "supply", MOMENT, "", "The switch has closed; IDIS 63, 69"),
    (SUPPLY_READY, "supply", MOMENT, "", "Nothing but the customer's button is awaited"),
    (SUPPLY_NOT_OPENED, "supply", MOMENT, "causes", "The switch did not open; IDIS 68"),
    (SUPPLY_NOT_CLOSED, "supply", MOMENT, "", "The switch did not close; IDIS 68"),
    (SUPPLY_MOVED, "supply", MOMENT, "", "The contacts moved, and nobody had told them to"),
    (OPENING_COMMANDED, "supply", MOMENT, "id", "A command holds the switch open; IDIS 62"),
    (CLOSING_PERMITTED, "supply", MOMENT, "id", "A command lets the switch close; IDIS 63"),
    (BUTTON_PRESSED, "supply", MOMENT, "id", "The customer has pressed the button; IDIS 61"),
    (CREDIT_LOADED, "credit", MOMENT, "u", "Credit was bought"),
    (CREDIT_REFUNDED, "credit", MOMENT, "u", "Credit was paid back"),
    (CREDIT_CARRIED, "credit", MOMENT, "u", "Credit came from the meter before"),
    (DEBT_SET, "credit", MOMENT, "u", "A debt is to be paid off"),
    (EMERGENCY_TAKEN, "credit", MOMENT, "id", "Emergency credit was taken"),
    (CREDIT_LOW_1, "credit", MOMENT, "", "The balance is at the first alarm"),
    (CREDIT_LOW_2, "credit", MOMENT, "", "The balance is at the second alarm"),
    (CREDIT_OUT, "credit", LASTS, "", "The balance is at its limit"),
    (COMMAND_DUPLICATE, "credit", MOMENT, "id", "A command came again, and did nothing"),
    (COMMAND_REFUSED, "credit", MOMENT, "id", "A command was refused"),
    (SAG_A, "quality", LASTS, "mV", "Voltage of phase A is low; IDIS 76"),
    (SAG_B, "quality", LASTS, "mV", "Voltage of phase B is low; IDIS 77"),
    (SAG_C, "quality", LASTS, "mV", "Voltage of phase C is low; IDIS 78"),
    (SWELL_A, "quality", LASTS, "mV", "Voltage of phase A is high; IDIS 79"),
    (SWELL_B, "quality", LASTS, "mV", "Voltage of phase B is high; IDIS 80"),
    (SWELL_C, "quality", LASTS, "mV", "Voltage of phase C is high; IDIS 81"),
    (PHASE_LOSS_A, "quality", LASTS, "mV", "Phase A has no voltage; IDIS 82"),
    (PHASE_LOSS_B, "quality", LASTS, "mV", "Phase B has no voltage; IDIS 83"),
    (PHASE_LOSS_C, "quality", LASTS, "mV", "Phase C has no voltage; IDIS 84"),
    (OVER_CURRENT_A, "quality", LASTS, "mA", "Current of phase A is too high"),
    (OVER_CURRENT_B, "quality", LASTS, "mA", "Current of phase B is too high"),
    (OVER_CURRENT_C, "quality", LASTS, "mA", "Current of phase C is too high"),
    (CURRENT_REVERSED_A, "quality", LASTS, "W", "Phase A delivers; IDIS 91"),
    (CURRENT_REVERSED_B, "quality", LASTS, "W", "Phase B delivers; IDIS 91"),
    (CURRENT_REVERSED_C, "quality", LASTS, "W", "Phase C delivers; IDIS 91"),
    (VOLTAGE_SEQUENCE, "quality", LASTS, "", "Voltages follow one another backwards; IDIS 88"),
    (CURRENT_SEQUENCE, "quality", LASTS, "", "Currents follow one another backwards"),
    (FREQUENCY_LOW, "quality", LASTS, "mHz", "The frequency is low"),
    (FREQUENCY_HIGH, "quality", LASTS, "mHz", "The frequency is high"),
    (NEUTRAL_CURRENT, "quality", LASTS, "mA", "Current of the neutral is too high"),
)

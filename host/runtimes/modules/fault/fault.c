// fault.starve(n, count): the n-th allocation from now on fails, and so do count - 1 after it.
// fault.allocations(): how many there have been.
//
// The linker puts these in place of the collector's own functions (--wrap), so that MicroPython's
// source stays as it is. Calls within the collector itself do not come by here.

#include "py/gc.h"
#include "py/runtime.h"

void *__real_gc_alloc(size_t n_bytes, unsigned int alloc_flags);
void *__real_gc_realloc(void *ptr, size_t n_bytes, bool allow_move);

static mp_uint_t allocations, first, last;

static bool fails(void) {
    allocations++;
    return first <= allocations && allocations < last;
}

void *__wrap_gc_alloc(size_t n_bytes, unsigned int alloc_flags) {
    return fails() ? NULL : __real_gc_alloc(n_bytes, alloc_flags);
}

void *__wrap_gc_realloc(void *ptr, size_t n_bytes, bool allow_move) {
    return n_bytes && fails() ? NULL : __real_gc_realloc(ptr, n_bytes, allow_move);
}

static mp_obj_t fault_starve(mp_obj_t after, mp_obj_t count) {
    first = allocations + mp_obj_get_int(after);
    last = first + mp_obj_get_int(count);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(fault_starve_obj, fault_starve);

static mp_obj_t fault_allocations(void) {
    return mp_obj_new_int_from_uint(allocations);
}
static MP_DEFINE_CONST_FUN_OBJ_0(fault_allocations_obj, fault_allocations);

static const mp_rom_map_elem_t fault_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_fault) },
    { MP_ROM_QSTR(MP_QSTR_starve), MP_ROM_PTR(&fault_starve_obj) },
    { MP_ROM_QSTR(MP_QSTR_allocations), MP_ROM_PTR(&fault_allocations_obj) },
};
static MP_DEFINE_CONST_DICT(fault_globals, fault_globals_table);

const mp_obj_module_t fault_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&fault_globals,
};
MP_REGISTER_MODULE(MP_QSTR_fault, fault_module);

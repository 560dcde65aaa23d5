// rom.mapped(path): the bytes of a file as a memoryview outside the heap, as a board sees its flash.
//
// MicroPython's vfs.VfsRom runs bytecode from there in place (ROMFS), so that on a PC, too, the heap
// holds what the firmware works with and not the code itself.

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "py/mperrno.h"
#include "py/objarray.h"
#include "py/runtime.h"

static mp_obj_t rom_mapped(mp_obj_t path) {
    int file = open(mp_obj_str_get_str(path), O_RDONLY);
    struct stat about;
    void *data = MAP_FAILED;
    if (file >= 0 && fstat(file, &about) == 0) {
        data = mmap(NULL, about.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    }
    if (data == MAP_FAILED) {
        mp_raise_OSError(errno);
    }
    close(file); // the mapping stays until the process ends
    return mp_obj_new_memoryview('B', about.st_size, data);
}
static MP_DEFINE_CONST_FUN_OBJ_1(rom_mapped_obj, rom_mapped);

static const mp_rom_map_elem_t rom_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_rom) },
    { MP_ROM_QSTR(MP_QSTR_mapped), MP_ROM_PTR(&rom_mapped_obj) },
};
static MP_DEFINE_CONST_DICT(rom_globals, rom_globals_table);

const mp_obj_module_t rom_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&rom_globals,
};
MP_REGISTER_MODULE(MP_QSTR_rom, rom_module);

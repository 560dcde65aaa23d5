ifeq ($(STARVED),1)
SRC_USERMOD_C += $(USERMOD_DIR)/fault.c
LDFLAGS += -Wl,--wrap=gc_alloc -Wl,--wrap=gc_realloc
endif

/* Windows of the test plug-ins (X11, by xcb). All have one control, port 4 ("gain"): a press of the left button sets it
 * to 4 times the place across, held until the button is let go; the wheel sets it without holding; the right button
 * asks for 400 x 160 pixels; the middle one ends the process in the UI `frail` and prints a line in the others. The
 * name of the child window says what it was told last: "value 2.5", "peak 0.5" of port 5, "size 300 120". See
 * make_ttl.py for whose they are. */
#include <lv2/core/lv2.h>
#include <lv2/options/options.h>
#include <lv2/ui/ui.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xcb/xcb.h>

#define BASE "urn:tandem:test:ui:"
enum { PORT = 4, PEAK = 5, WIDTH = 200, HEIGHT = 100 };

typedef struct {
    xcb_connection_t* x;
    xcb_window_t window;
    LV2UI_Write_Function write;
    LV2UI_Controller controller;
    const LV2UI_Resize* resize;
    const LV2UI_Touch* touch;
    int frail, told_peak;
} Ui;

static void* feature(const LV2_Feature* const* features, const char* uri) {
    for (; *features; ++features)
        if (!strcmp((*features)->URI, uri)) return (*features)->data;
    return NULL;
}

static void say(Ui* u, const char* text) {
    xcb_change_property(u->x, XCB_PROP_MODE_REPLACE, u->window, XCB_ATOM_WM_NAME, XCB_ATOM_STRING, 8,
                        (uint32_t)strlen(text), text);
    xcb_flush(u->x);
}

static LV2UI_Handle make(const LV2UI_Descriptor* d, const char* plugin, const char* bundle, LV2UI_Write_Function write,
                         LV2UI_Controller controller, LV2UI_Widget* widget, const LV2_Feature* const* features) {
    (void)plugin, (void)bundle;
    const LV2UI_Port_Map* ports = feature(features, LV2_UI__portMap);
    const LV2UI_Resize* resize = feature(features, LV2_UI__resize);
    if (!ports || !resize || !feature(features, LV2_UI__touch) || !feature(features, LV2_OPTIONS__options)) return NULL;
    if (ports->port_index(ports->handle, "out_l") != 2) return NULL;
    Ui* u = calloc(1, sizeof *u);
    u->write = write, u->controller = controller, u->resize = resize, u->touch = feature(features, LV2_UI__touch);
    u->frail = strstr(d->URI, "frail") != NULL;
    u->x = xcb_connect(NULL, NULL);
    u->window = xcb_generate_id(u->x);
    const uint32_t values[] = {0x336699, XCB_EVENT_MASK_BUTTON_PRESS | XCB_EVENT_MASK_BUTTON_RELEASE};
    xcb_create_window(u->x, XCB_COPY_FROM_PARENT, u->window, (xcb_window_t)(uintptr_t)feature(features, LV2_UI__parent),
                      0, 0, WIDTH, HEIGHT, 0, XCB_WINDOW_CLASS_INPUT_OUTPUT, XCB_COPY_FROM_PARENT,
                      XCB_CW_BACK_PIXEL | XCB_CW_EVENT_MASK, values);
    xcb_flush(u->x);
    /* What is written now is not the user's. */
    const float early = 3;
    write(controller, PORT, sizeof early, 0, &early);
    resize->ui_resize(resize->handle, WIDTH, HEIGHT);
    *widget = (LV2UI_Widget)(uintptr_t)u->window;
    return u;
}
static LV2UI_Handle make_nothing(const LV2UI_Descriptor* d, const char* plugin, const char* bundle,
                                 LV2UI_Write_Function write, LV2UI_Controller controller, LV2UI_Widget* widget,
                                 const LV2_Feature* const* features) {
    (void)d, (void)plugin, (void)bundle, (void)write, (void)controller, (void)widget, (void)features;
    return NULL;
}
static LV2UI_Handle make_crash(const LV2UI_Descriptor* d, const char* plugin, const char* bundle,
                               LV2UI_Write_Function write, LV2UI_Controller controller, LV2UI_Widget* widget,
                               const LV2_Feature* const* features) {
    (void)d, (void)plugin, (void)bundle, (void)write, (void)controller, (void)widget, (void)features;
    abort();
}
static void cleanup(LV2UI_Handle h) {
    Ui* u = h;
    xcb_disconnect(u->x);
    free(u);
}

static void set(Ui* u, float v) { u->write(u->controller, PORT, sizeof v, 0, &v); }

static void told(LV2UI_Handle h, uint32_t port, uint32_t size, uint32_t protocol, const void* data) {
    Ui* u = h;
    float v;
    if ((port != PORT && port != PEAK) || size != sizeof v || protocol) return;
    memcpy(&v, data, sizeof v);
    char text[64];
    snprintf(text, sizeof text, "%s %g", port == PEAK ? "peak" : "value", (double)v);
    say(u, text);
    set(u, v / 2); /* an echo, and wrong */
    u->told_peak = port == PEAK ? 1 : 0;
}

static void pressed(Ui* u, const xcb_button_press_event_t* e) {
    switch (e->detail) {
    case 1:
        u->touch->touch(u->touch->handle, PORT, true);
        set(u, 4.0f * (float)e->event_x / WIDTH);
        break;
    case 2:
        if (u->frail) abort();
        printf("value gain nonsense\n");
        fflush(stdout);
        break;
    case 3:
        u->resize->ui_resize(u->resize->handle, 400, 160);
        break;
    case 4:
        set(u, 1.5f);
        break;
    case 5:
        set(u, 1.0e9f); /* beyond the port's range */
        break;
    }
}

static int idle(LV2UI_Handle h) {
    Ui* u = h;
    /* What no UI should do: an output is not its to set. */
    if (u->told_peak) u->write(u->controller, PEAK, sizeof(float), 0, &(float){1});
    u->told_peak = 0;
    for (xcb_generic_event_t* e; (e = xcb_poll_for_event(u->x)); free(e)) {
        const int type = e->response_type & 0x7F;
        if (type == XCB_BUTTON_PRESS) pressed(u, (const xcb_button_press_event_t*)e);
        if (type == XCB_BUTTON_RELEASE && ((const xcb_button_press_event_t*)e)->detail == 1)
            u->touch->touch(u->touch->handle, PORT, false);
    }
    return 0;
}

static int sized(LV2UI_Feature_Handle h, int width, int height) {
    char text[64];
    snprintf(text, sizeof text, "size %d %d", width, height);
    say(h, text);
    return 0;
}

static const void* extension(const char* uri) {
    static const LV2UI_Idle_Interface idling = {idle};
    static const LV2UI_Resize resizing = {NULL, sized};
    if (!strcmp(uri, LV2_UI__idleInterface)) return &idling;
    if (!strcmp(uri, LV2_UI__resize)) return &resizing;
    return NULL;
}

static const LV2UI_Descriptor all[] = {
    {BASE "gain", make, cleanup, told, extension},
    {BASE "frail", make, cleanup, told, extension},
    {BASE "crash", make_crash, cleanup, told, extension},
    {BASE "nothing", make_nothing, cleanup, told, extension},
};

LV2_SYMBOL_EXPORT const LV2UI_Descriptor* lv2ui_descriptor(uint32_t index) {
    return index < sizeof all / sizeof *all ? &all[index] : NULL;
}

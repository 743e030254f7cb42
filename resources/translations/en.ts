<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en">
<context>
    <name>tandem::ui::ClipHead</name>
    <message numerus="yes">
        <source>%n clip(s) on %1</source>
        <translation>
            <numerusform>%n clip on %1</numerusform>
            <numerusform>%n clips on %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::ui::ClipInfo</name>
    <message numerus="yes">
        <source>%n note(s)</source>
        <translation>
            <numerusform>%n note</numerusform>
            <numerusform>%n notes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n channel(s)</source>
        <translation>
            <numerusform>%n channel</numerusform>
            <numerusform>%n channels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s)</source>
        <translation>
            <numerusform>%n image</numerusform>
            <numerusform>%n images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n effect(s) of another program are kept but not shown.</source>
        <translation>
            <numerusform>%n effect of another program are kept but not shown.</numerusform>
            <numerusform>%n effects of another program are kept but not shown.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::ui::Delivery</name>
    <message numerus="yes">
        <source>%n file(s) to make</source>
        <translation>
            <numerusform>%n file to make</numerusform>
            <numerusform>%n files to make</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pass(es)</source>
        <translation>
            <numerusform>%n pass</numerusform>
            <numerusform>%n passes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) made</source>
        <translation>
            <numerusform>%n file made</numerusform>
            <numerusform>%n files made</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n there already</source>
        <translation>
            <numerusform>%n there already</numerusform>
            <numerusform>%n there already</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not made</source>
        <translation>
            <numerusform>%n not made</numerusform>
            <numerusform>%n not made</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::ui::ExportForm</name>
    <message numerus="yes">
        <source>%n clip(s) offline, from %1 on: a slate and silence stand in for them.</source>
        <translation>
            <numerusform>%n clip offline, from %1 on: a slate and silence stand in for them.</numerusform>
            <numerusform>%n clips offline, from %1 on: a slate and silence stand in for them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::ui::HistoryPanel</name>
    <message numerus="yes">
        <source>%n undone step(s) were replaced by the last edit</source>
        <translation>
            <numerusform>%n undone step was replaced by the last edit</numerusform>
            <numerusform>%n undone steps were replaced by the last edit</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n clip(s)</source>
        <translation>
            <numerusform>%n clip</numerusform>
            <numerusform>%n clips</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::ui::InsertRow</name>
    <message numerus="yes">
        <source>%n more insert(s)</source>
        <translation>
            <numerusform>%n more insert</numerusform>
            <numerusform>%n more inserts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::ui::Lanes</name>
    <message numerus="yes">
        <source>%n effect(s)</source>
        <translation>
            <numerusform>%n effect</numerusform>
            <numerusform>%n effects</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n clip(s)</source>
        <translation>
            <numerusform>%n clip</numerusform>
            <numerusform>%n clips</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::ui::MainWindow</name>
    <message numerus="yes">
        <source> · %n dropout(s)</source>
        <translation>
            <numerusform> · %n dropout</numerusform>
            <numerusform> · %n dropouts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::ui::MediaPool</name>
    <message numerus="yes">
        <source>Search %n item(s)</source>
        <translation>
            <numerusform>Search %n item</numerusform>
            <numerusform>Search %n items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n offline: relink…</source>
        <translation>
            <numerusform>%n offline: relink…</numerusform>
            <numerusform>%n offline: relink…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) found again</source>
        <translation>
            <numerusform>%n file found again</numerusform>
            <numerusform>%n files found again</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n still missing. Files are known by their content, whatever they are called now.</source>
        <translation>
            <numerusform>%n still missing. Files are known by their content, whatever they are called now.</numerusform>
            <numerusform>%n still missing. Files are known by their content, whatever they are called now.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::ui::Studio</name>
    <message numerus="yes">
        <source>%n edit(s) that were not saved in the file are here again.</source>
        <translation>
            <numerusform>%n edit that was not saved in the file is here again.</numerusform>
            <numerusform>%n edits that were not saved in the file are here again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> (and %n more)</source>
        <translation>
            <numerusform> (and %n more)</numerusform>
            <numerusform> (and %n more)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) could not be imported</source>
        <translation>
            <numerusform>%n file could not be imported</numerusform>
            <numerusform>%n files could not be imported</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> · %n sample(s) lost</source>
        <translation>
            <numerusform> · %n sample lost</numerusform>
            <numerusform> · %n samples lost</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n take(s) of a recording that was cut off are on their tracks. Undo takes them off again.</source>
        <translation>
            <numerusform>%n take of a recording that was cut off is on its track. Undo takes it off again.</numerusform>
            <numerusform>%n takes of a recording that was cut off are on their tracks. Undo takes them off again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n edit(s) made since the file was saved are here. Save to write them into it.</source>
        <translation>
            <numerusform>%n edit made since the file was saved is here. Save to write it into the file.</numerusform>
            <numerusform>%n edits made since the file was saved are here. Save to write them into it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::ui::TrackHead</name>
    <message numerus="yes">
        <source>%n clip(s)</source>
        <translation>
            <numerusform>%n clip</numerusform>
            <numerusform>%n clips</numerusform>
        </translation>
    </message>
</context>
</TS>

using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;

namespace OpsBot.Core.Replies;

/// <summary>One block of a reply or of a form.</summary>
[JsonDerivedType(typeof(Paragraph), "paragraph")]
[JsonDerivedType(typeof(Title), "title")]
[JsonDerivedType(typeof(Fields), "fields")]
[JsonDerivedType(typeof(Table), "table")]
[JsonDerivedType(typeof(Bars), "bars")]
[JsonDerivedType(typeof(Sparkline), "sparkline")]
[JsonDerivedType(typeof(Chart), "chart")]
[JsonDerivedType(typeof(Progress), "progress")]
[JsonDerivedType(typeof(Notice), "notice")]
[JsonDerivedType(typeof(Verbatim), "verbatim")]
[JsonDerivedType(typeof(Attachment), "attachment")]
[JsonDerivedType(typeof(Item), "item")]
[JsonDerivedType(typeof(Pager), "pager")]
[JsonDerivedType(typeof(Pickers), "pickers")]
[JsonDerivedType(typeof(Small), "small")]
[JsonDerivedType(typeof(Line), "line")]
public abstract record Part;

public sealed record Paragraph(Words Text) : Part;

/// <summary>A heading inside a reply.</summary>
public sealed record Title(string Text) : Part;

public sealed record Fields(IReadOnlyList<Field> List) : Part;

public sealed record Field(string Name, Words Value);

public sealed record Table(IReadOnlyList<Column> Columns, IReadOnlyList<IReadOnlyList<string>> Rows) : Part
{
    /// <summary>What stands there when there is no row: an empty state is a sentence, too.</summary>
    public string Empty { get; init; } = "Nothing to show.";
}

public sealed record Column(string Name, bool Right = false);

/// <summary>Counts side by side: running 280, stopped 25.</summary>
public sealed record Bars(IReadOnlyList<Bar> List) : Part;

public sealed record Bar(string Name, long Value, Tone Tone = Tone.Neutral)
{
    /// <summary>As far as it was counted: beyond, it is more than that.</summary>
    public long? Most { get; init; }

    /// <summary>As it is written: "1,234", or "10,000+".</summary>
    [JsonIgnore]
    public string Written =>
        Value > Most ? Most.Value.ToString("N0", CultureInfo.InvariantCulture) + "+" : Value.ToString("N0", CultureInfo.InvariantCulture);
}

public sealed record Sparkline(string Name, IReadOnlyList<long> Values) : Part;

/// <summary>Long work: its steps and how far it has come.</summary>
public sealed record Progress(IReadOnlyList<ProgressStep> Steps) : Part;

public enum StepState { Waiting, Running, Done, Failed }

public sealed record ProgressStep(string Name, StepState State, string? Detail = null);

public sealed record Notice(Tone Tone, Words Text) : Part;

/// <summary>Text as it is, in fixed width: logs, a diff, a command to copy.</summary>
public sealed record Verbatim(string Text) : Part;

/// <summary>A file to hand over: an export, a long log, a picture.</summary>
public sealed record Attachment(string FileName, string Text) : Part
{
    public string MediaType { get; init; } = "text/plain";

    /// <summary>What the file consists of where that is no text.</summary>
    public ReadOnlyMemory<byte>? Bytes { get; init; }

    /// <summary>What is sent. No platform takes a file of no bytes.</summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte> Content => Bytes ?? Encoding.UTF8.GetBytes(Text.Length > 0 ? Text : "(empty)\n");

    [JsonIgnore]
    public int Size => Bytes?.Length ?? Encoding.UTF8.GetByteCount(Text);
}

/// <summary>One thing of a list that has buttons of its own.</summary>
public sealed record Item(Words Text, IReadOnlyList<Button> Buttons) : Part;

/// <summary>Stands under the rows of a list: which of how many they are, and what turns the page.</summary>
public sealed record Pager(Words Where, IReadOnlyList<Button> Turns) : Part;

/// <summary>Menus beside each other; choosing runs the option's command line in place.</summary>
public sealed record Pickers(IReadOnlyList<Picker> List) : Part;

public sealed record Picker(string Label, IReadOnlyList<PickerOption> Options, string? Chosen = null);

public sealed record PickerOption(string Label, string Command);

/// <summary>Small print: when it was measured, a digest.</summary>
public sealed record Small(Words Text) : Part;

/// <summary>A dividing line.</summary>
public sealed record Line : Part;

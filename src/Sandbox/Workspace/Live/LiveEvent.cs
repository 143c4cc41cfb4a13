using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace OpsBot.Sandbox.Workspace.Live;

/// <summary>What the browser says: an event, a new address, a frame it now shows, or that it needs a whole page.</summary>
sealed record LiveMessage
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public LiveEvent? Event { get; init; }
    public string? Url { get; init; }
    public string? TimeZone { get; init; }
    public long? Shown { get; init; }
    public bool Resync { get; init; }
}

/// <summary>An event on an element, by the number of its handler.</summary>
sealed record LiveEvent
{
    public required ulong Handler { get; init; }
    public required string Type { get; init; }
    public string? Value { get; init; }
    public bool? Checked { get; init; }
    public string? Key { get; init; }
    public bool Ctrl { get; init; }
    public bool Shift { get; init; }

    public EventArgs ToArgs() => Type switch
    {
        "input" or "change" => new ChangeEventArgs { Value = Checked is { } on ? on : Value },
        "keydown" => new KeyboardEventArgs { Key = Key ?? "", CtrlKey = Ctrl, ShiftKey = Shift, Type = Type },
        "focus" or "blur" or "focusin" or "focusout" => new FocusEventArgs { Type = Type },
        "click" or "mouseenter" => new MouseEventArgs { Type = Type, CtrlKey = Ctrl, ShiftKey = Shift },
        _ => EventArgs.Empty,
    };
}

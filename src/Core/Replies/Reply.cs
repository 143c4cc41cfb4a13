namespace OpsBot.Core.Replies;

public enum Tone { Neutral, Good, Warning, Bad }

/// <summary>Who sees it: only who asked, or everybody in the channel where it was asked.</summary>
public enum Audience { Asker, Room }

/// <summary>What a handler says, in no platform's terms; each platform renders all of it.</summary>
public sealed record Reply(string Heading)
{
    public Tone Tone { get; init; } = Tone.Neutral;

    public Audience Audience { get; init; } = Audience.Asker;

    public IReadOnlyList<Part> Parts { get; init; } = [];

    /// <summary>The next likely steps; at the end of the message.</summary>
    public IReadOnlyList<Button> Buttons { get; init; } = [];

    /// <summary>What stands beside the heading where there is room for one line only; without it, what is said first.</summary>
    public Words? Fact { get; init; }

    /// <summary>Says nothing new: where the message cannot be edited, it is not said at all.</summary>
    public bool OnlyAsEdit { get; init; }

    /// <summary>
    /// Taken away where it stood and said once more at the end of its place, so that it rings: an edit rings no bell, and said twice it
    /// stands there twice.
    /// </summary>
    public bool Anew { get; init; }

    /// <summary>Says only that the answer is on its way; a platform with a sign of its own for that shows it instead.</summary>
    public bool IsOnItsWay { get; init; }

    /// <summary>
    /// The command line that asks for all of it, where a platform has to shorten it; nothing is shortened then that fits.
    /// </summary>
    public string? ShowAll { get; init; }

    /// <summary>All of it was asked for: what does not fit comes as a file.</summary>
    public bool IsWhole { get; init; }

    /// <summary>One line for notifications and for screens that show nothing else.</summary>
    public string Summary => Parts.OfType<Paragraph>().FirstOrDefault()?.Text.Text is { Length: > 0 } first && first.Length < 200
        ? $"{Heading}: {first}" : Heading;

    public Reply With(params IReadOnlyList<Part> parts) => this with { Parts = [.. Parts, .. parts] };

    public Reply With(params IReadOnlyList<Button> buttons) => this with { Buttons = [.. Buttons, .. buttons] };
}

public enum Look { Normal, Primary, Danger }

/// <summary>A button is a command line: clicking it is typing it, with the clicker's own rights.</summary>
public sealed record Button(string Label, string Command)
{
    public Look Look { get; init; } = Look.Normal;

    /// <summary>The answer takes this message's place (paging, filters) instead of standing below it.</summary>
    public bool InPlace { get; init; }

    /// <summary>What a screen reader says, where the label alone could be any of several: "Logs of acme-prod".</summary>
    public string? Spoken { get; init; }

    /// <summary>Asked before it is sent; for what cannot be undone.</summary>
    public string? Confirm { get; init; }

    /// <summary>What is confirmed destroys something: the button that does it is red, however this one looks.</summary>
    public bool ConfirmsDanger { get; init; }
}

using System.Globalization;

namespace OpsBot.Bot.Discord;

/// <summary>
/// One page of a form that is being filled in: custom_id of the modal, and of the button that opens it. In place: a message of the form's
/// own opened it, and what comes of it stands there.
/// </summary>
sealed record FormPage(string Draft, int Number, bool InPlace = false)
{
    const string Prefix = "form";
    const string Here = "here";

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}:{Draft}:{Number}{(InPlace ? ":" + Here : "")}");

    public static FormPage? Read(string customId) =>
        customId.Split(':') is [Prefix, { Length: > 0 } draft, var number, .. var rest] && rest is [] or [Here]
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var page) ? new(draft, page, rest.Length > 0) : null;
}

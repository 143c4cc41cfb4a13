using System.Collections.Immutable;
using System.Globalization;
using System.Net.Mail;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>The checks that Slack's client makes before it submits a modal.</summary>
static class InputCheck
{
    internal static ImmutableDictionary<string, string> Of(View view)
    {
        var wrong = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var place in Place.AllIn(view.Blocks).Where(place => place.IsInput))
        {
            if (Of(place, view.State.Find(place.BlockId, place.ActionId)) is { } sentence) wrong[place.BlockId] = sentence;
        }

        return wrong.ToImmutable();
    }

    static string? Of(Place place, JsonObject? state)
    {
        var value = state?[InputState.KeyOf(place.Type)!];
        var text = value is JsonValue ? value.ToString() : "";
        if (value is null || (value is JsonArray { Count: 0 }) || (value is JsonValue && string.IsNullOrWhiteSpace(text)))
            return place.IsOptional ? null : "Please complete this required field.";
        return place.Type switch
        {
            "plain_text_input" => Length(place.Element, text),
            "email_text_input" when !MailAddress.TryCreate(text, out _) => "Enter a valid email address.",
            "url_text_input" when !Uri.TryCreate(text, UriKind.Absolute, out _) => "Enter a valid URL.",
            "number_input" => Number(place.Element, text),
            _ when place.Element["max_selected_items"] is { } most && value is JsonArray chosen && chosen.Count > most.GetValue<int>() =>
                $"Select no more than {most} items.",
            _ => null,
        };
    }

    static string? Length(JsonObject element, string text)
    {
        var least = element["min_length"]?.GetValue<int>() ?? 0;
        var most = element["max_length"]?.GetValue<int>() ?? 3000;
        return text.Length < least ? $"Enter at least {least} characters."
            : text.Length > most ? $"Enter no more than {most} characters."
            : null;
    }

    static string? Number(JsonObject element, string text)
    {
        if (!decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)) return "Enter a valid number.";
        if (element["is_decimal_allowed"]?.GetValue<bool>() != true && number != decimal.Truncate(number)) return "Enter a whole number.";
        if (Bound(element, "min_value") is { } least && number < least) return $"Enter a number no less than {least}.";
        return Bound(element, "max_value") is { } most && number > most ? $"Enter a number no greater than {most}." : null;
    }

    static decimal? Bound(JsonObject element, string name) =>
        decimal.TryParse((string?)element[name], NumberStyles.Number, CultureInfo.InvariantCulture, out var bound) ? bound : null;
}

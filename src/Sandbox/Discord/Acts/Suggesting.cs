using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>What an option offers for what was typed.</summary>
public sealed record Suggestions(ImmutableArray<Choice> Choices, string? Error, ImmutableArray<string> Details);

/// <summary>A person types into an option that completes.</summary>
public static class Suggesting
{
    extension(DiscordWorld world)
    {
        /// <summary>
        /// <paramref name="typed"/>: every option that has something in it so far, the one in <paramref name="focused"/> included.
        /// </summary>
        public async Task<Suggestions> Suggest(
            string personId, string channelId, string command,
            IReadOnlyDictionary<string, string> typed, string focused, CancellationToken cancel)
        {
            if (Here.Find(world, personId, channelId) is not { } here
                || world.Commands.RunnableBy(here.Person, here.Channel).FirstOrDefault(each => each.Path == command) is not { } runnable
                || runnable.Find(focused) is not { HasAutocomplete: true })
                return new([], Outcome.Gone, []);

            var values = typed.ContainsKey(focused) ? typed : new Dictionary<string, string>(typed) { [focused] = "" };
            var interaction = world.Interactions.New(InteractionKind.Autocomplete, personId, channelId, command);
            var payload = InteractionJson.Of(world, interaction, CommandData.Of(world, here.Channel, runnable, values, focused));
            var answer = await world.Courier.Deliver(interaction, payload, cancel);
            if (!answer.Ok) return new([], Outcome.LoadingOptionsFailed, [answer.Error!, .. answer.Details]);
            return new([.. (answer.Response?["data"]?["choices"] as JsonArray ?? [])
                .Select(choice => new Choice((string)choice!["name"]!, choice["value"]!.AsValue()))], null, []);
        }
    }
}

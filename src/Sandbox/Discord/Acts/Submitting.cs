namespace OpsBot.Sandbox.Discord;

/// <summary>A person fills in a modal, sends it off, or closes it.</summary>
public static class Submitting
{
    extension(DiscordWorld world)
    {
        /// <summary>Puts a value into an input of the person's modal; false when it has no such input, or none is open.</summary>
        public bool Fill(string personId, string customId, params IReadOnlyList<string> values) =>
            world.Modals.Of(personId) is { } modal
            && ModalInputs.In(modal.Components).Any(input => input.CustomId == customId)
            && world.Modals.Change(modal,
                now => now with { State = now.State.SetItem(customId, [.. values]), Errors = now.Errors.Remove(customId) });

        /// <summary>Fills the inputs by custom_id first.</summary>
        public Task<Outcome> Submit(string personId, IReadOnlyDictionary<string, string> values, CancellationToken cancel)
        {
            foreach (var (customId, value) in values)
            {
                if (!world.Fill(personId, customId, value))
                    throw new ArgumentException($"The modal has no input {customId}.", nameof(values));
            }

            return world.Submit(personId, cancel);
        }

        /// <summary>Sends what stands in the inputs.</summary>
        public async Task<Outcome> Submit(string personId, CancellationToken cancel)
        {
            if (world.Modals.Of(personId) is not { } modal || Here.Find(world, personId, modal.ChannelId) is not { } here)
                return Outcome.Failed(Outcome.Gone, "No modal is open.");
            var wrong = InputCheck.Of(modal);
            world.Modals.Change(modal, now => now with { Errors = wrong, Trouble = null, IsSubmitting = wrong.IsEmpty });
            if (!wrong.IsEmpty) return new() { FieldErrors = wrong };

            var interaction = world.Interactions.New(InteractionKind.ModalSubmit, personId, modal.ChannelId, messageId: modal.MessageId);
            var payload = InteractionJson.Of(world, interaction, ModalData.Of(world, here.Channel, modal));
            var answer = await world.Courier.Deliver(interaction, payload, cancel);
            if (answer.Ok)
                world.Modals.Close(modal);
            else
                world.Modals.Change(modal, now => now with { IsSubmitting = false, Trouble = Outcome.SomethingWentWrong });
            return Outcome.Of(answer, interaction, Outcome.SomethingWentWrong);
        }

        /// <summary>The cross, or Cancel: the app learns nothing of it.</summary>
        public Outcome CloseModal(string personId) =>
            world.Modals.Of(personId) is { } modal && world.Modals.Close(modal) ? Outcome.Done : Outcome.Failed(Outcome.Gone);
    }
}

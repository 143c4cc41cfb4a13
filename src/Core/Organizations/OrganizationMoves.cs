using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

/// <summary>Moves an organization along its life.</summary>
static class OrganizationMoves
{
    internal static Lived<OrganizationState> Lived { get; } = new("organizations", OrganizationLife.Of,
        begins: ", error = null",
        ends: ", ends_at = null, deleted_at = case when @Done = 'deleted' then @Now::timestamptz end");

    extension(Work work)
    {
        /// <summary>The organization, if the move is legal now.</summary>
        public async Task<Result<Organization>> Movable(OrganizationId id, Move<OrganizationState> move, CancellationToken cancel)
        {
            var organization = await Organization.Get(work.Db, id, cancel);
            return move.MayBegin(organization.State) ? organization : OrganizationLife.NotNow(organization, move.Name);
        }

        /// <summary>Starts a move that a job will finish, or one that is done at once; what it was before is given back.</summary>
        public async Task<Result<Organization>> Begin(OrganizationId id, Move<OrganizationState> move, CancellationToken cancel) =>
            (await work.Movable(id, move, cancel)).Failed(out var organization, out var refusal) ? refusal
                : await Lived.Begin(work, id, organization.State, organization.Version, move, cancel) ? organization
                : Changed(organization);

        /// <summary>On to the next state of the move; harmless where it is there already.</summary>
        public Task<bool> Pass(OrganizationId id, Move<OrganizationState> move, OrganizationState to, CancellationToken cancel) =>
            Lived.Pass(work, id, move, to, cancel);

        /// <summary>Ends a move; refused where the organization is no longer this job's to move.</summary>
        public async Task<Refusal?> End(OrganizationId id, Move<OrganizationState> move, CancellationToken cancel) =>
            await Lived.End(work, id, move, cancel) ? null : new Refusal(await TakenOver(work, id, cancel));

        /// <summary>Gives a move up. Gives back what there is to say about it.</summary>
        public async Task<string> GiveUp(
            OrganizationId id, Move<OrganizationState> move, Fallback otherwise, string error, CancellationToken cancel)
        {
            if (await Lived.GiveUp(work, id, move, otherwise, error, cancel)) return error;
            var takenOver = await TakenOver(work, id, cancel);
            return error == takenOver ? error : $"{error} {takenOver}";
        }
    }

    internal static Refusal Changed(Organization organization) =>
        new($"{organization.Slug} changed at this very moment, so nothing was done. Look at it again.")
        {
            WaysOn = [new("Show", $"/org show {organization.Slug}")],
        };

    static async Task<string> TakenOver(Work work, OrganizationId id, CancellationToken cancel)
    {
        var organization = await Organization.Get(work.Db, id, cancel);
        return $"Something else took {organization.Slug} over meanwhile: it is {organization.State.Words()} now.";
    }
}

sealed class StrandedOrganizations : IStranded
{
    public Task Abandoned(Guid trail, string error, Work work, CancellationToken cancel) =>
        OrganizationMoves.Lived.Strand(work, trail, "organization", error, cancel);
}

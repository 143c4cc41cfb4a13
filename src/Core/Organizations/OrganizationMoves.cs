using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

/// <summary>
/// Moves an organization along its life: compare-and-swap, so that a move from a state it left changes nothing, and says so. Whoever
/// moves one holds its lock.
/// </summary>
static class OrganizationMoves
{
    extension(Work work)
    {
        /// <summary>The organization, if the move is legal now.</summary>
        public async Task<Result<Organization>> Movable(OrganizationId id, Move<OrganizationState> move, CancellationToken cancel)
        {
            var organization = await Organization.Get(work.Db, id, cancel);
            return move.MayBegin(organization.State) ? organization : OrganizationLife.NotNow(organization, move.Name);
        }

        /// <summary>A move that is done at once, or one that ends by itself at that time.</summary>
        public async Task<Result<Organization>> Move(
            OrganizationId id, Move<OrganizationState> move, CancellationToken cancel, DateTimeOffset? endsAt = null)
        {
            if ((await work.Movable(id, move, cancel)).Failed(out var organization, out var refusal)) return refusal;
            return await work.Execute(
                """
                update organizations
                set    state = @To, state_before = case when @IsOnItsWay then state end, error = null, ends_at = @EndsAt,
                       version = version + 1, changed_at = @Now
                where  id = @Id and state = @State and version = @Version
                """,
                new
                {
                    organization.Id, organization.State, organization.Version, To = move.Via ?? move.Done!.Value,
                    IsOnItsWay = move.Via is not null, EndsAt = endsAt, work.Now,
                }, cancel) == 1 ? organization : Changed(organization);
        }
    }

    internal static Refusal Changed(Organization organization) =>
        new($"{organization.Slug} changed at this very moment, so nothing was done. Look at it again.")
        {
            WaysOn = [new("Show", $"/org show {organization.Slug}")],
        };
}

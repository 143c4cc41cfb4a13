using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Servers.BringingUp;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

/// <summary>A server that is ordered and cannot be had: until it can, somebody may wish for another one.</summary>
static class WaitingOrder
{
    static readonly string[] steps = [BringUp.Choosing, BringUp.Creating];

    extension(Work work)
    {
        /// <summary>The organization whose server is waited for; whoever is at it in this moment is not disturbed.</summary>
        public async Task<Result<Organization>> Waiting(OrganizationId id, CancellationToken cancel)
        {
            var organization = await Organization.Get(work.Db, id, cancel);
            if (await work.IsWaitedFor(organization, cancel)) return organization;
            return new Refusal($"No server is waited for at {organization.Slug}: it is {organization.State.Words()}.")
            {
                WaysOn = [new("Show", $"/org show {organization.Slug}")],
            };
        }

        public Task<bool> IsWaitedFor(Organization organization, CancellationToken cancel) => work.Get<bool>(
            """
            select exists (
                   select from jobs j
                   join   job_steps s on s.job_id = j.id
                   where  j.serial_key = @Key and j.state = 'queued' and j.giving_up is null and j.cancelling is null
                   and    s.name = any (@steps) and s.state = 'looking' and not s.undo)
            and    exists (
                   select from servers
                   where  organization_id = @Id and state = 'creating' and provider_id is null)
            """, new { organization.Target.Key, organization.Id, steps }, cancel);

        /// <summary>Its job looks at once what is wished for now; false where a worker is just at it.</summary>
        public async Task<bool> OrderAnew(Organization organization, CancellationToken cancel)
        {
            var waits = await work.Execute(
                "update jobs set not_before = @Now where serial_key = @Key and state = 'queued'",
                new { organization.Target.Key, work.Now }, cancel) == 1;
            if (waits) work.Hint(Hints.Jobs);
            return waits;
        }
    }
}

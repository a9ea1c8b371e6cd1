using ScalewayPoc.Consumer;
using ScalewayPoc.Consumer.DeadLetters;
using ScalewayPoc.Consumer.EventLog;
using ScalewayPoc.Consumer.Handling;
using ScalewayPoc.Consumer.Polling;
using ScalewayPoc.Consumer.Triggers;
using ScalewayPoc.ServiceDefaults;
using ScalewayPoc.ServiceDefaults.Authentication;
using ScalewayPoc.ServiceDefaults.Http;

if (args is [DeadLettersCommand.Name, ..])
{
    return await DeadLettersCommand.RunAsync(args);
}

if (args is [EventLogCommand.Name, ..])
{
    return await EventLogCommand.RunAsync(args);
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddTokenAuthentication();
var mode = builder.AddConsumerOptions();
builder.AddEventLog();
builder.AddEventHandling();
builder.AddDeadLetters();

// Never both: a poller would compete with the trigger of the queue.
if (mode == ConsumerMode.Poll)
{
    builder.AddQueuePolling();
}
else
{
    builder.AddTriggerEndpoint();
}

var app = builder.Build();
app.UseSecurityHeaders();
app.UseStatusCodePages();
app.UseTokenAuthentication();
app.UseAuthorization();
app.MapDefaultEndpoints();
app.MapDeadLetters();
if (mode == ConsumerMode.Trigger)
{
    app.MapTriggerEndpoint();
}
app.Run();
return 0;

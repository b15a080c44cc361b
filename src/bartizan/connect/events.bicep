@description('Object ID of the application or identity that Bartizan runs as')
param principalId string

param location string = resourceGroup().location
param storageAccountName string = 'bartizan${uniqueString(resourceGroup().id)}'
param queueName string = 'bartizan-events'

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: storageAccountName
  location: location
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: {
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices@2023-05-01' = {
  parent: account
  name: 'default'
}

resource queue 'Microsoft.Storage/storageAccounts/queueServices/queues@2023-05-01' = {
  parent: queues
  name: queueName
}

resource topic 'Microsoft.EventGrid/systemTopics@2022-06-15' = {
  name: 'bartizan-changes'
  location: 'global'
  identity: { type: 'SystemAssigned' }
  properties: {
    source: subscription().id
    topicType: 'Microsoft.Resources.Subscriptions'
  }
}

resource send 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, 'bartizan-send')
  properties: {
    roleName: 'Bartizan event sender ${uniqueString(resourceGroup().id)}'
    type: 'CustomRole'
    permissions: [
      {
        dataActions: ['Microsoft.Storage/storageAccounts/queueServices/queues/messages/add/action']
      }
    ]
    assignableScopes: [resourceGroup().id]
  }
}

resource read 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, 'bartizan-events')
  properties: {
    roleName: 'Bartizan event reader ${uniqueString(resourceGroup().id)}'
    type: 'CustomRole'
    permissions: [
      {
        actions: ['READ_ACTION']
        dataActions: ['PROCESS_ACTION']
      }
    ]
    assignableScopes: [resourceGroup().id]
  }
}

resource mayRead 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(queue.id, principalId, read.id)
  scope: queue
  properties: {
    roleDefinitionId: read.id
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}

resource maySend 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(queue.id, topic.id, send.id)
  scope: queue
  properties: {
    roleDefinitionId: send.id
    principalId: topic.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

resource changes 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2022-06-15' = {
  parent: topic
  name: 'bartizan'
  dependsOn: [maySend]
  properties: {
    eventDeliverySchema: 'EventGridSchema'
    deliveryWithResourceIdentity: {
      identity: { type: 'SystemAssigned' }
      destination: {
        endpointType: 'StorageQueue'
        properties: {
          resourceId: account.id
          queueName: queueName
          queueMessageTimeToLiveInSeconds: 345600
        }
      }
    }
    filter: {
      includedEventTypes: [
        EVENT_TYPES
      ]
    }
  }
}

output queueUrl string = '${account.properties.primaryEndpoints.queue}${queueName}'
